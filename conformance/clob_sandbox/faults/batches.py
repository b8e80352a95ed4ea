"""Faults of batches of orders: what is done of them, and how they are answered."""

from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply


def _reversed(intercept: Intercept, reply: Reply) -> None:
    reply.body = reply.body[::-1]


def _one_spoils_all(intercept: Intercept, reply: Reply) -> None:
    spoilt = next((item for item in reply.body if item["errorMsg"]), None)
    if spoilt is not None:
        reply.body = [spoilt for _ in reply.body]


def _without_refused(intercept: Intercept, reply: Reply) -> None:
    reply.body = [item for item in reply.body if not item["errorMsg"]]


def _first_alone(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, list) and len(body) > 1:
        intercept.memory["more"] = len(body) - 1
        intercept.change_body(body[:1])


def _reported_of_all(intercept: Intercept, reply: Reply) -> None:
    reply.body += reply.body[:1] * intercept.memory.pop("more", 0)


def _post_only_as_the_first(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, list) and body and all(isinstance(item, dict) for item in body):
        flag = body[0].get("postOnly", False)
        intercept.change_body([{**item, "postOnly": flag} for item in body])


FAULTS: dict[str, Fault] = {
    "batch-reversed": Fault(
        "a batch is answered in reverse",
        ("postOrders",),
        None,
        _reversed,
        breaks=("batch-answers-each", "post-told"),
    ),
    "batch-spoilt": Fault(
        "one refused order spoils its batch",
        ("postOrders",),
        None,
        _one_spoils_all,
        breaks=("batch-answers-each",),
    ),
    "batch-refusals-left-out": Fault(
        "the answer to a batch leaves refused orders out",
        ("postOrders",),
        None,
        _without_refused,
        breaks=("batch-answers-each",),
    ),
    "batch-first-alone": Fault(
        "of a batch the first order is placed",
        ("postOrders",),
        _first_alone,
        _reported_of_all,
        breaks=("batch-answers-each", "post-told"),
    ),
    "batch-first-post-only": Fault(
        "the first order of a batch says for all of them whether they are post-only",
        ("postOrders",),
        _post_only_as_the_first,
        breaks=("post-only-rests", "match-foretold"),
    ),
}
