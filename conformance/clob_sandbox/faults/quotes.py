"""Faults of quotes given on request."""

from urllib.parse import parse_qs

from clob_sandbox.faults.planting import Fault, Reply, Visit


def _newest_quote_alone(visit: Visit) -> None:
    """While the best quote is looked up, the newest is the only open one."""
    wanted = parse_qs(visit.incoming.query).get("requestId", [""])[0]
    quotes = visit.exchange.rfq.quotes.values()
    found = [quote for quote in quotes if quote.active and quote.request and quote.request.id == wanted]
    visit.memory["closed"] = found[:-1]
    for quote in found[:-1]:
        quote.active = False


def _quotes_reopened(visit: Visit, reply: Reply) -> None:
    for quote in visit.memory["closed"]:
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
