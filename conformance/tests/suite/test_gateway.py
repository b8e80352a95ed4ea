"""The suite in front of a company's gateway: it passes with the right options, and says which one is missing;
what is no CLOB is told from one at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from attrs import evolve
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.interaction import Interaction, Masker, Response
from clob_conformance.core.reading import bounded_client
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.arrival import arrive, first_words, unreachable
from clob_conformance.environment.preflight import check_remote
from clob_conformance.environment.sandbox import account_from_ready, running_sandbox
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.environment.servers import remote_url
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.run import execution as runs
from polymarket_clob import ClobClient, InvalidInput
from polymarket_clob.errors import NotSent
from polymarket_clob.reach import Reach
from polymarket_clob.reach_options import reach_of

from .gateway import CA, CLIENT, gateway
from .test_command import variables

HEADER = ("X-Team", "the-value-of-a-gateway")
READS = frozenset({"getTime", "getOrders", "getServerTime", "getOk"})


@pytest.fixture(scope="module")
def ready() -> Iterator[dict[str, Any]]:
    with running_sandbox("documented", 0) as line:
        yield line


@pytest.fixture
def keys(ready: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables(ready).items():
        monkeypatch.setenv(name, value)


def unseen(_: Interaction) -> None:
    """Nobody watches."""


def judged(url: str, reach: Reach) -> Outcome:
    return runs.execute(
        Plan(target=url, reach=reach, quick=True, suites=("examples",), only=READS, profile="documented")
    )


@pytest.mark.usefixtures("keys")
def test_with_its_options_the_suite_passes_a_gateway_and_without_each_it_says_which(
    ready: dict[str, Any],
) -> None:
    behind = gateway(ready["url"], tls=True, client_cert=True, header=HEADER, base="/clob")
    complete = Reach(headers=[HEADER], ca_file=CA, client_cert=CLIENT)
    with behind as url:
        outcome = judged(url, complete)
        assert (outcome.new, outcome.tallies["getOrders"].succeeded) == ((), True)
        missing = {
            "signed by nobody trusted here: --ca-file PEM": (url, evolve(complete, ca_file=None)),
            "a certificate of ours: --client-cert PEM": (url, evolve(complete, client_cert=None)),
            "--header 'NAME: VALUE'": (url, evolve(complete, headers=())),
            "is the base path right, such as": (url.removesuffix("/clob"), complete),
            "is it spoken to over TLS? https://": (url.replace("https", "http"), complete),
            "is the base path right, without /nowhere": (url.replace("/clob", "/nowhere"), complete),
        }
        for sentence, (address, reach) in missing.items():
            sender = Sender.to(address, unseen, None, reach=reach)
            with closing(sender), pytest.raises(CannotRun) as error:
                arrive(sender)
            assert sentence in str(error.value)
            assert HEADER[1] not in str(error.value)
        anybody = Reach(headers=[HEADER], client_cert=CLIENT, insecure=True)
        with closing(Sender.to(url, unseen, None, reach=anybody)) as sender:
            arrive(sender)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [("https://gateway.test", "--client-cert PEM"), ("http://gateway.test", "https:// instead")],
)
def test_a_connection_that_is_cut_says_what_may_be_wanted(url: str, remedy: str) -> None:
    assert remedy in unreachable(url, "Server disconnected without sending a response.")


def test_a_server_that_drops_the_first_requests_is_found() -> None:
    drops = iter((True, True, True, False))

    def handler(request: httpx.Request) -> httpx.Response:
        if next(drops):
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        return httpx.Response(200, json=1_700_000_000)

    arrive(sender_to(handler))
    assert next(drops, None) is None


def test_headers_that_are_dropped_on_the_way_are_reported_from_wrong_keys(
    ready: dict[str, Any], published: Description
) -> None:
    someone = account_from_ready(ready["account"], Masker(), ready["chain_id"])
    wrong = account_from_ready({**ready["account"], "passphrase": "wrong"}, Masker(), ready["chain_id"])

    def sentence(url: str, account: Account) -> str:
        with closing(Sender.to(url, unseen, None)) as sender, pytest.raises(CannotRun) as error:
            check_remote(sender, published, account, trade=False, masker=Masker())
        return str(error.value)

    with gateway(ready["url"], drop_underscores=True) as url:
        assert "underscores_in_headers" in sentence(url, someone)
    assert sentence(ready["url"], wrong).startswith(f"credentials refused by {ready['url']}: 401")
    assert "underscore" not in sentence(ready["url"], wrong)


@pytest.mark.usefixtures("keys")
def test_the_client_passes_the_same_gateway(ready: dict[str, Any]) -> None:
    behind = gateway(ready["url"], tls=True, client_cert=True, header=HEADER, base="/clob")
    with behind as url:
        with ClobClient.from_env(reach=Reach([HEADER], CA, CLIENT)) as elsewhere:
            assert elsewhere.address
        account = {"key": ready["account"]["private_key"]}
        with ClobClient(url, **account, reach=Reach([HEADER], CA, CLIENT)) as client:
            assert client.create_or_derive_api_key().api_key == ready["account"]["api_key"]
        with ClobClient(url, reach=Reach([HEADER])) as client, pytest.raises(NotSent, match="CERTIFICATE"):
            client.get_server_time()


PAGE = b"<html><head><title>Sign in</title></head><body>Please log in</body></html>"
HTML = {"content-type": "text/html"}
OTHERS: dict[str, tuple[Callable[[httpx.Request], httpx.Response], str]] = {
    "login page": (lambda _: httpx.Response(200, content=PAGE, headers=HTML), "such as a login"),
    "gateway": (lambda _: httpx.Response(403, content=PAGE, headers=HTML), "lets nobody in"),
    "unauthorized": (lambda _: httpx.Response(401, json={"message": "no token"}), "lets nobody in"),
    "base path": (lambda _: httpx.Response(404, text="404 page not found"), "is the base path right"),
    "other API": (lambda _: httpx.Response(200, json={"iso": "2026-11-29", "epoch": 1.5}), "another API"),
    "catch-all": (lambda _: httpx.Response(200, json={"ok": True}), "another API"),
    "redirect": (
        lambda _: httpx.Response(302, headers={"location": "https://sso.example/"}),
        "sends us on to https://sso.example/",
    ),
    "nothing behind": (lambda _: httpx.Response(502, text="Bad Gateway"), "is the exchange up?"),
    "region": (
        lambda _: httpx.Response(403, json={"error": "Trading restricted in your region"}),
        "bars this region",
    ),
    "hangs up": (lambda _: _raise(httpx.RemoteProtocolError("Server disconnected")), "over TLS? https"),
    "hangs": (lambda _: _raise(httpx.ReadTimeout("")), "it had not ended after 4 s"),
    "away": (lambda _: _raise(httpx.ConnectError("Connection refused")), "nothing listens there"),
}


def _raise(error: Exception) -> httpx.Response:
    raise error


def sender_to(handler: Callable[[httpx.Request], httpx.Response]) -> Sender:
    """A patient sender that cannot wait: what is waited for fails the test."""
    client = httpx.Client(transport=httpx.MockTransport(handler))

    def sleep(seconds: float) -> None:
        pytest.fail(f"it waits {seconds} s")

    return Sender("http://exchange.test", unseen, None, client, patient=True, sleep=sleep)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_clob_is_reported_in_one_sentence_without_waiting(name: str) -> None:
    handler, words = OTHERS[name]
    with pytest.raises(CannotRun) as error:
        arrive(sender_to(handler))
    sentence = str(error.value)
    assert words in sentence
    assert "\n" not in sentence
    assert "\x1b" not in sentence
    if name == "login page":
        assert sentence.endswith("(GET /time: 200 Sign in Please log in)")


def test_a_clob_whose_clock_is_broken_is_one_all_the_same() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        listed = request.url.path == "/markets"
        return httpx.Response(200, json={"data": []}) if listed else httpx.Response(500, text="oh")

    arrive(sender_to(handler))


def test_a_clob_that_is_starting_is_waited_for() -> None:
    waited: list[float] = []
    busy = httpx.Response(425, json={"error": "restarting"})
    responses = iter([busy, busy, httpx.Response(200, json=1_700_000_000)])
    sender = sender_to(lambda _: next(responses))
    arrive(evolve(sender, sleep=waited.append))
    assert waited


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("http://exchange.test?x=1", "no query and no fragment"),
        ("http://exchange.test/#a", "no query and no fragment"),
        ("http://me:secret-of-mine@exchange.test", "no user and password"),
    ],
)
def test_a_url_that_is_no_base_url_is_refused(target: str, sentence: str, published: Description) -> None:
    with pytest.raises(WrongUsage, match=sentence) as error:
        remote_url(target, published)
    assert "secret-of-mine" not in str(error.value)


def test_every_request_carries_the_headers_and_says_who_asks_and_no_exchange_shows_them() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=1)

    reported: list[Interaction] = []
    sender = evolve(sender_to(handler), reach=Reach(headers=[HEADER]), observe=reported.append)
    sender.send(Call("GET", "/time"))
    sender.interaction(Call("GET", "/time"))
    sender.look(Call("GET", "/time"))
    for request in seen:
        assert request.headers["x-team"] == HEADER[1]
        assert request.headers["user-agent"].startswith("clob-conformance/0")
    assert "x-team" not in reported[0].request.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_never_reached_through_a_proxy(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.test:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for reach in (Reach(), Reach(proxy="http://other.test:1")):
        assert reach.proxy_to(httpx.URL(f"http://{host}:8137")) is None
        assert "proxy" not in reach.pool_options(httpx.URL(f"http://{host}:8137"))
    elsewhere = httpx.URL("http://exchange.test")
    assert Reach().proxy_to(elsewhere) == "http://proxy.test:3128"
    assert Reach(proxy="http://other.test:1").proxy_to(elsewhere) == "http://other.test:1"
    client = bounded_client("http://exchange.test")
    assert client._transport._pool._proxy.url.host == b"proxy.test"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"headers": ["X-Team"]}, "header='X-Team': a header is NAME: VALUE"),
        ({"headers": ["POLY_API_KEY: x"]}, "belongs to the request itself"),
        ({"headers": ["Content-Length: 3"]}, "belongs to the request itself"),
        ({"headers": ["X Y: 3"]}, "letters, digits and hyphens"),
        ({"headers": ["X: a\r\nY: b"]}, "printable ASCII"),
        ({"headers": ["@/nowhere/headers"]}, "No such file"),
        ({"ca_file": "/nowhere.pem"}, "ca_file='/nowhere.pem': a PEM file with the authorities to trust"),
        ({"client_cert": CA}, "a certificate and its key"),
        ({"proxy": "ftp://proxy.test"}, "http, https, socks5"),
        ({"ca_file": CA, "insecure": True}, "does not go with trusting anybody"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_by_name(options: dict[str, Any], sentence: str) -> None:
    given = {"headers": None, "ca_file": None, "client_cert": None, "insecure": False, "proxy": None}
    with pytest.raises(InvalidInput) as error:
        reach_of(**{**given, **options})
    assert sentence in str(error.value)


def test_the_words_of_a_page_are_those_that_people_read() -> None:
    page = Response(200, {}, b"<script>var x = 1;</script><p>Please  log\n in</p>")
    assert first_words(page) == "Please log in"


@pytest.mark.parametrize(
    "first",
    [
        httpx.Response(503, headers=HTML, content=PAGE),
        httpx.Response(425, json={"error": "service not ready"}),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
    ],
)
def test_a_clob_that_is_away_for_a_moment_is_waited_for(first: httpx.Response | Exception) -> None:
    responses: list[httpx.Response | Exception] = [first, httpx.Response(200, json=1_700_000_000)]

    def handler(request: httpx.Request) -> httpx.Response:
        response = responses.pop(0)
        if isinstance(response, Exception):
            raise response
        return response

    arrive(evolve(sender_to(handler), patient=True, sleep=lambda seconds: None))
    assert responses == []
