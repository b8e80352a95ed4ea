"""Arguments of a wrong type: each method takes them or refuses them with an error of the tree."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

import httpx
import pytest
from attrs import evolve
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    Credentials,
    InvalidInput,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    PrivateKeySigner,
    RetryPolicy,
    SignedOrder,
)
from polymarket_clob._fees import FeeSchedule
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


NAN = float("nan")
RULES = MarketRules("0.01", neg_risk=False)
LIMIT = OrderArgs("7" * 77, "0.5", 10, "BUY")
MARKET = MarketOrderArgs("7" * 77, 5, "BUY", price="0.5")


@pytest.fixture
def unsent() -> ClobClient:
    """A client that must send nothing."""

    def sent(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.method} {request.url} was sent")

    return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(sent))


@pytest.fixture
def signed(unsent: ClobClient) -> SignedOrder:
    return unsent.create_order(LIMIT, RULES)


@pytest.mark.parametrize("wrong", ["false", None, 0, [0]])
@pytest.mark.parametrize("name", ["post_only", "defer_exec"])
def test_a_flag_of_a_post_is_true_or_false(
    unsent: ClobClient, signed: SignedOrder, name: str, wrong: Any
) -> None:
    with pytest.raises(InvalidInput, match=name):
        unsent.post_order(signed, **{name: wrong})
    with pytest.raises(InvalidInput, match=name):
        unsent.post_orders([signed], **{name: wrong})


@pytest.mark.parametrize("wrong", ["false", None, 1])
def test_a_flag_of_another_call_is_true_or_false(unsent: ClobClient, signed: SignedOrder, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="cancel"):
        unsent.reconcile([signed], cancel=wrong)
    with pytest.raises(InvalidInput, match="post_only"):
        unsent.create_and_post_order(LIMIT, post_only=wrong)


@pytest.mark.parametrize("client", [ClobClient, AsyncClobClient])
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *[
            ("timeout", each)
            for each in ("5", -1, 0, NAN, True, httpx.Timeout(-1.0), httpx.Timeout(5, read=NAN))
        ],
        *[("http", each) for each in ("x", object())],
        *[("transport", each) for each in ("x", object())],
        *[("units", each) for each in ("Base", "millionths", None, 1)],
        *[("deadline", each) for each in ("5", 0, NAN, 10**400)],
        *[("market_cache_ttl", each) for each in ("5", -1, NAN)],
        *[("max_pages", each) for each in ("5", 0, NAN)],
        *[("max_response_bytes", each) for each in ("5", 0, NAN)],
        *[("retry_policy", each) for each in (2, None)],
        *[("reach", each) for each in ("x", None)],
        ("on_signed", "print"),
    ],
)
def test_an_option_that_no_client_can_keep_to_is_refused(client: type[Any], name: str, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match=name):
        client("http://clob.test", **{name: wrong})


@pytest.mark.parametrize(
    ("client", "name", "other"),
    [
        (ClobClient, "http", httpx.AsyncClient()),
        (ClobClient, "transport", httpx.AsyncHTTPTransport()),
        (AsyncClobClient, "http", httpx.Client()),
        (AsyncClobClient, "transport", httpx.HTTPTransport()),
    ],
)
def test_what_is_awaited_goes_with_the_client_that_awaits(client: type[Any], name: str, other: Any) -> None:
    with pytest.raises(InvalidInput, match=name):
        client("http://clob.test", **{name: other})


@pytest.mark.parametrize("name", ["max_read_retries", "max_cancel_retries", "max_backoff"])
@pytest.mark.parametrize("wrong", ["2", None, -1, True, NAN])
def test_a_policy_is_of_times_and_seconds(name: str, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match=name):
        RetryPolicy(**{name: wrong})


@pytest.mark.parametrize("wrong", ["IOC", "gtc", 1, ["GTC"]])
def test_an_order_is_of_a_type_that_there_is(unsent: ClobClient, signed: SignedOrder, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="order_type"):
        unsent.create_order(LIMIT, RULES, wrong)
    with pytest.raises(InvalidInput, match="order_type"):
        unsent.post_order(signed, wrong)


@pytest.mark.parametrize("wrong", [{"tick_size": "0.01"}, {}, "0.01", 0])
def test_rules_are_those_of_a_market(unsent: ClobClient, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="rules"):
        unsent.create_order(LIMIT, wrong)
    with pytest.raises(InvalidInput, match="rules"):
        unsent.create_market_order(MarketOrderArgs("7" * 77, 5, "BUY"), wrong)


def test_fees_are_those_of_a_market(unsent: ClobClient) -> None:
    wrong: Any = {"rate": 0}
    with pytest.raises(InvalidInput, match="fees"):
        unsent.create_market_order(MARKET, RULES, wrong)


@pytest.mark.parametrize("wrong", [2.0, True, "2", 1, 7])
def test_amount_decimals_are_a_whole_number(unsent: ClobClient, wrong: Any) -> None:
    args = MarketOrderArgs("7" * 77, 5, "BUY", price="0.5", amount_decimals=wrong)
    with pytest.raises(InvalidInput, match="amount_decimals"):
        unsent.create_market_order(args, RULES)


@pytest.mark.parametrize("wrong", [[], {}, None, 5.5])
def test_what_is_no_token_or_builder_code_is_refused_with_its_name(unsent: ClobClient, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="token_id"):
        unsent.create_order(evolve(LIMIT, token_id=wrong))
    with pytest.raises(InvalidInput, match="token_id"):
        unsent.create_market_order(evolve(MARKET, token_id=wrong))
    with pytest.raises(InvalidInput, match="builder_code"):
        unsent.create_market_order(evolve(MARKET, builder_code=wrong, max_spend=5), RULES)


@pytest.mark.parametrize("wrong", ["1", -1, NAN, True, 1_790_000_000_000])
def test_a_time_of_a_history_is_unix_seconds(unsent: ClobClient, wrong: Any) -> None:
    with pytest.raises(InvalidInput, match="start_ts"):
        unsent.get_prices_history("7" * 77, start_ts=wrong)


def test_fees_are_said_as_any_number() -> None:
    given: Any = ("0.02", 1, 0.5)
    assert FeeSchedule(*given) == FeeSchedule(Decimal("0.02"), Decimal(1), Decimal("0.5"))
    wrong: Any = "much"
    with pytest.raises(InvalidInput, match="rate"):
        FeeSchedule(wrong)
