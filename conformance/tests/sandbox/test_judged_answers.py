"""The watch over all answers of all tests: what it complains of, and that it reaches into processes."""

import json
import subprocess
import sys
from typing import Any

import judged_answers
import pytest

BREAK_AND_ASK = """
from attrs import evolve
from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.faults import chosen
from clob_sandbox.journal import RawRequest
from clob_sandbox.sandbox import Options, Sandbox

for faults in ((), ("cancelled-stays-open",)):
    app = App(Sandbox(Options(faults=chosen(faults)), Clock()))
    methods = app.routes.find("/version")[0]
    methods["GET"] = evolve(methods["GET"], handler=lambda call: {"version": "two"})
    app.response(RawRequest("GET", "/version", "", {}, b""))
"""


def test_a_broken_handler_in_another_process_fails_the_test_that_ran_it() -> None:
    subprocess.run([sys.executable, "-c", BREAK_AND_ASK], check=True)
    complaints = judged_answers.take()  # taken here, so that this test passes
    assert len(complaints) == 1, complaints  # the sandbox with a planted fault is exempt
    assert "getVersion 200 breaks its schema at ['version']" in complaints[0]


@pytest.mark.parametrize(
    ("operation", "status", "body", "said"),
    [
        ("getTime", 200, 1, None),
        ("getTime", 200, "1", "breaks its schema"),
        ("getTime", 404, {"error": "no"}, "does not document the status 404"),
        ("getTime", 429, {"error": "Too Many Requests"}, None),
        ("getTime", 429, {"message": "no"}, "without an error text"),
        ("getBook", 500, {"error": "no"}, "failed with 500"),
        ("cancelOrder", 503, {"error": "no"}, None),
        ("getOk", 400, {"error": "no"}, None),  # its shape is not known
        ("getOk", 409, {"error": "no"}, "does not document the status 409"),
        (None, 404, {"error": "not found"}, None),
        (None, 200, {}, "nothing is served"),
    ],
)
def test_an_answer_is_held_against_status_and_schema(
    operation: str | None, status: int, body: Any, said: str | None
) -> None:
    found = judged_answers.complaint(operation, status, json.dumps(body).encode(), "documented")
    assert (found is None) if said is None else (found is not None and said in found)


def test_the_observed_profile_is_held_against_the_tolerated_shapes() -> None:
    for body, observed, documented in (
        ({"mid": "0.5"}, None, "mid_price"),
        ({"mid": 0.5}, "['mid']", "mid_price"),
    ):
        for profile, said in (("observed", observed), ("documented", documented)):
            found = judged_answers.complaint("getMidpoint", 200, json.dumps(body).encode(), profile)
            assert (found is None) if said is None else (said in str(found))
