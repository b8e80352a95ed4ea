"""The refusals of the sandbox: a status, a text and what else the body carries.

Texts are wire literals (docs/protocol/errors.md). Where the description and the published error page give two
texts for one case, `Texts` holds both and the profile chooses.
"""

from typing import Any

from attrs import frozen


class Refused(Exception):
    """A response other than success: HTTP status, the text under `error`, further keys of the body; `longer`
    is the text where more is said of it.
    """

    def __init__(self, status: int, text: str, *, longer: str = "", **extra: Any) -> None:
        super().__init__(text)
        self.longer = longer
        self.status = status
        self.text = text
        self.extra = extra


@frozen
class Texts:
    """Error texts that differ between the description and the published page."""

    l1: str
    l2: str


DESCRIPTION_TEXTS = Texts(l1="Invalid L1 headers", l2="Invalid API key")
PUBLISHED_TEXTS = Texts(l1="Invalid L1 Request headers", l2="Unauthorized/Invalid api key")

INVALID_ORDER = "Invalid order payload"
INVALID_ORDER_ID = "Invalid orderID"
INVALID_PAYLOAD = "Invalid payload"
INVALID_TOKEN = "Invalid token id"  # noqa: S105 - an error text
NO_FUNDS = "not enough balance / allowance"
# what a client looks for: docs/protocol/errors.md#placing-orders
NO_ALLOWANCE = f"{NO_FUNDS}: the allowance is not enough"
