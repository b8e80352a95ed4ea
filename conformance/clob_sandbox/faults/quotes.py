"""Faults of quotes given on request."""

from urllib.parse import parse_qs

from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply


def _newest_quote_alone(intercept: Intercept) -> None:
    """While the best quote is looked up, the newest is the only open one."""
    wanted = parse_qs(intercept.incoming.query).get("requestId", [""])[0]
    quotes = intercept.exchange.rfq.quotes.values()
    found = [quote for quote in quotes if quote.active and quote.request and quote.request.id == wanted]
    intercept.memory["closed"] = found[:-1]
    for quote in found[:-1]:
        quote.active = False


def _quotes_reopened(intercept: Intercept, reply: Reply) -> None:
    for quote in intercept.memory["closed"]:
        quote.active = True


FAULTS: dict[str, Fault] = {
    "rfq-best-newest": Fault(
        "the best quote is the newest one",
        ("getRfqBestQuote",),
        _newest_quote_alone,
        _quotes_reopened,
        always=True,
        breaks=("best-quote-by-terms",),
    )
}
