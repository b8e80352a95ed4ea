"""Arguments of a wrong type: each method takes them or refuses them with an error of the tree."""

from __future__ import annotations

import inspect
from typing import Any

import httpx
import pytest
from polymarket_clob import ClobClient, ClobError, Credentials, PrivateKeySigner, RetryPolicy
from polymarket_clob._methods import Methods

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
WRONG: list[Any] = [None, 5, True, 1e308, "x", b"x", [], [None], {}, {"x": object()}, object()]


def methods_with_arguments() -> list[tuple[str, int]]:
    """The names, and how many arguments each cannot do without or takes by place."""
    found = []
    for name in dir(Methods):
        if not name.startswith("_"):
            parameters = inspect.signature(getattr(ClobClient, name)).parameters.values()
            places = [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
            found.append((name, len([each for each in places if each.name != "self"])))
    return [(name, places) for name, places in found if places]


@pytest.mark.parametrize(("name", "places"), methods_with_arguments())
def test_an_argument_of_a_wrong_type_is_taken_or_refused_with_an_error_of_the_tree(
    name: str, places: int
) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, transport=transport, retry_policy=RetryPolicy(0)
    )
    for wrong in WRONG:
        try:
            found = getattr(client, name)(*[wrong] * places)
            if hasattr(found, "pages"):
                list(found)
        except ClobError:
            pass
