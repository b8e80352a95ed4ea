"""The page of the sandbox as people meet it: live, by eye, hand and key, and closed to other sites."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def process() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--with-parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())
        running.terminate()
        assert running.wait(20) == 0


class Sandbox:
    """The running sandbox with its control paths."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.ready = ready
        self.page = ready["url"] + "/_sandbox/"
        self.token = ready["markets"][0]["tokens"][0]["token_id"]

    def control(self, path: str, **body: Any) -> Any:
        response = httpx.post(self.page + path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def settings(self) -> Any:
        return httpx.get(self.page + "settings").json()

    def order(self, **changes: Any) -> str:
        plain = {"address": self.ready["account"]["address"], "token_id": self.token, "side": "BUY"}
        placed = self.control("orders", **{**plain, "price": "0.5", "size": "20", **changes})
        return str(placed["order_id"])


@pytest.fixture
def sandbox(process: dict[str, Any]) -> Sandbox:
    """The one process, as if it had just begun."""
    running = Sandbox(process)
    running.control("reset")
    return running


@pytest.fixture
def opens(chromium: Browser, sandbox: Sandbox) -> Iterator[Opens]:
    """Opens the page. What it asks others for, or complains of, fails."""
    context = chromium.new_context()
    wrong: list[str] = []

    def note(what: str, *, ok: bool) -> None:
        if not ok:
            wrong.append(what)

    def open_page(*, width: int = 1280, dark: bool = False, refused: str | None = None) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("request", lambda asked: note(asked.url, ok=asked.url.startswith(sandbox.page)))
        page.on("response", lambda got: note(got.url, ok=got.ok or got.url == f"{sandbox.page}{refused}"))
        page.on(
            "console", lambda reported: note(reported.text, ok=reported.text.startswith("Failed to load"))
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(sandbox.page)
        page.locator("#bids tr").first.wait_for()
        return page

    yield open_page
    context.close()
    assert wrong == []


@pytest.mark.parametrize("width", [1280, 900, 390, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(opens: Opens, sandbox: Sandbox, width: int, dark: bool) -> None:
    other = sandbox.control("accounts")["address"]
    sandbox.order()
    sandbox.order(side="SELL", price="0.54", size="30", address=other)
    sandbox.order(side="BUY", price="0.55", size="30")
    sandbox.order(side="SELL", price="0.55", size="10", address=other)
    sandbox.control("mode", mode="post-only", seconds=600)
    sandbox.control("trouble", kind="latency", value="near")
    page = opens(width=width, dark=dark)
    page.locator("#own-trades tr").first.wait_for()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.locator("#faults label").first.wait_for()
    broken = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cancel = page.locator("#orders button").first.bounding_box()
    table = page.locator(".scroll", has=page.locator("#orders")).bounding_box()
    assert cancel is not None
    assert table is not None
    assert cancel["x"] + cancel["width"] <= table["x"] + table["width"]  # without scrolling sideways
    figure = page.locator("#orders tr").first.locator(".num").nth(1).bounding_box()
    assert figure is not None
    assert figure["x"] + figure["width"] <= cancel["x"] or width < 390  # nor under the button


def test_a_posted_order_and_its_trade_appear_without_a_reload(opens: Opens, sandbox: Sandbox) -> None:
    page = opens()
    page.evaluate("window.stayed = true")
    expect(page.locator("#orders tr")).to_have_count(0)
    sandbox.order(price="0.55", size="12.5")
    expect(page.locator("#orders tr")).to_contain_text("0 / 12.5")
    best = page.locator("#bids tr").first
    expect(best).to_contain_text("0.5512.50")
    expect(best).to_have_class("own")
    expect(page.locator("#news")).to_have_text("Order rests: BUY 12.5 Yes at 0.55")
    other = sandbox.control("accounts")["address"]
    sandbox.order(side="SELL", price="0.55", size="5", address=other)
    expect(page.locator("#orders tr")).to_contain_text("5 / 12.5")
    expect(page.locator("#own-trades tr")).to_contain_text("maker")
    expect(page.locator("#tape tr").first).to_contain_text("sell0.555")
    expect(page.locator("#news")).to_have_text("Traded as maker: BUY 5 Yes at 0.55")
    assert page.evaluate("window.stayed")


def test_an_order_is_placed_by_keys_alone_and_cancelled(opens: Opens, sandbox: Sandbox) -> None:
    page = opens()
    page.locator("#bids .level").nth(2).focus()
    page.keyboard.press("Enter")  # takes the price over: pressing a bid sells
    expect(page.locator("[name=price]")).to_have_value("0.52")
    assert page.locator("[name=side]:checked").input_value() == "SELL"
    page.locator("[name=side][value=BUY]").focus()
    page.keyboard.press("Space")
    page.locator("[name=size]").fill("40")
    page.keyboard.press("Enter")
    row = page.locator("#orders tr")
    expect(row).to_contain_text("0 / 40")
    expect(page.get_by_role("status").filter(has_text="Order live")).to_be_visible()
    row.get_by_role("button", name="Cancel BUY 40 Yes at 0.52").press("Enter")
    expect(row).to_have_count(0)
    expect(page.locator("#bound")).to_have_text("0.00")


def test_a_refusal_is_read_out_in_the_exchanges_words(opens: Opens, sandbox: Sandbox) -> None:
    page = opens(refused="orders")
    page.locator("[name=price]").fill("0.505")
    page.locator("#ticket-send").click()
    expect(page.get_by_role("alert")).to_contain_text("breaks minimum tick size rule: 0.01")


def test_another_outcome_and_market_are_chosen_and_stay_in_the_address(
    opens: Opens, sandbox: Sandbox
) -> None:
    page = opens()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("#bids .level").first).to_have_text("0.44")
    page.get_by_role("button", name="Will the comet be seen with the naked eye?").click()
    expect(page.locator("#book-title")).to_have_text("Will the comet be seen with the naked eye?")
    expect(page.locator("#bids .level").first).to_have_text("0.1199")
    page.reload()
    expect(page.locator("#bids .level").first).to_have_text("0.1199")
    expect(page.locator("#markets [aria-current=true]")).to_have_count(1)


def test_the_switches_set_what_they_say(opens: Opens, sandbox: Sandbox) -> None:
    page = opens()
    page.locator("#mode-form [name=mode]").select_option("restarting")
    page.locator("#mode-form [name=seconds]").fill("90")
    page.get_by_role("button", name="Set mode").click()
    page.locator("#trouble-form [name=kind]").select_option("html:503")
    page.locator("#trouble-form [name=times]").fill("3")
    page.get_by_role("button", name="Set trouble").click()
    page.locator("#limits-form [name=tier]").select_option("gold")
    page.get_by_role("button", name="Set limits").click()
    page.locator("#matching-form [name=delay]").fill("1.5")
    page.locator("#matching-form [name=taker_delay]").check()
    page.get_by_role("button", name="Set matching").click()
    page.locator("#clock-form [name=skew]").fill("-7")
    page.get_by_role("button", name="Set skew").click()
    page.get_by_text("Faults (none planted)").click()
    page.locator("#faults-find").fill("midpoint number")
    page.get_by_label("mid-price-number").check()
    expect(page.locator("#chips")).to_contain_text("faults 1")
    expect(page.locator("#chips")).to_contain_text("trouble html 503 3 left")
    reported = sandbox.settings()
    assert (reported["mode"], reported["rate_limits"], reported["skew"]) == ("restarting", "gold", -7)
    assert reported["trouble"] == {"kind": "html", "value": 503, "times": 3}
    assert reported["matching"] == {"delay": 1.5, "taker_delay": True}
    assert reported["faults"] == ["mid-price-number"]
    before = page.locator("#clock").get_attribute("datetime")
    page.get_by_role("button", name="+1 d").click()
    expect(page.locator("#chips")).not_to_contain_text("restarting")
    assert before is not None
    expect(page.locator("#clock")).not_to_contain_text(before[:10])
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset the sandbox").click()
    expect(page.locator("#chips .hot")).to_have_count(0)


def test_a_new_account_is_made_and_shown(opens: Opens, sandbox: Sandbox) -> None:
    page = opens()
    page.get_by_role("button", name="New account").click()
    expect(page.locator("#accounts option:checked")).to_contain_text("further")
    expect(page.locator("#cash")).to_have_text("10,000.00")


def test_the_page_is_live_again_after_the_sandbox_was_away(opens: Opens, sandbox: Sandbox) -> None:
    page = opens()
    expect(page.locator("#link")).to_have_text("live")
    page.context.set_offline(True)
    sandbox.order()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#orders tr")).to_have_count(1)


HOSTILE = """async (evil) => {
  const { drawBook, drawMarkets } = await import("/_sandbox/market.js");
  const { drawAccount } = await import("/_sandbox/account.js");
  const token = { token_id: "1", outcome: evil, bid: "0.1", ask: "0.2", last: null };
  const names = { condition_id: evil, question: evil, outcome: evil };
  const market = { ...names, tick: "0.1", neg_risk: true, closed: false, tokens: [token] };
  drawMarkets([market], "1", () => {});
  const book = { ...market, token_id: "1", bids: [], asks: [], trades: [] };
  drawBook(book, () => false, () => {}, () => {});
  const order = { ...names, id: evil, side: evil, type: evil, price: evil, size: "1", matched: "0", at: 0 };
  const account = { cash: "1", bound_cash: "0", allowance: null, standing: evil, positions: [], trades: [] };
  drawAccount({ ...account, orders_count: 1, orders: [order] });
}"""


def test_texts_of_a_server_are_words(opens: Opens, sandbox: Sandbox) -> None:
    """The stream itself is hostile here: no text of a market, an order or an account becomes markup."""
    page = opens()
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    page.evaluate(HOSTILE, evil)
    assert page.title() == "CLOB sandbox"
    assert page.locator("img, main script").count() == 0
    assert evil in page.locator("#book-title").inner_text()


@pytest.fixture
def elsewhere(sandbox: Sandbox) -> Iterator[str]:
    """A page of another site, which tries what a page can."""
    attack = f"""<!doctype html><title>another site</title>
    <form id="form" method="post" enctype="text/plain" action="{sandbox.page}mode">
    <input name='{{"mode":"disabled","x":"' value='"}}'></form>
    <form id="plain" method="post" action="{sandbox.page}accounts"></form>"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(attack.encode())

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output for the tests."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_sites_page_can_neither_post_nor_read(
    chromium: Browser, sandbox: Sandbox, elsewhere: str
) -> None:
    accounts = sandbox.settings(), httpx.get(sandbox.page + "ready").json()
    page = chromium.new_page()
    for form in ("form", "plain"):
        page.goto(elsewhere)
        with page.expect_navigation() as refused:
            page.evaluate(f"document.getElementById('{form}').submit()")
        assert refused.value.status == 403
        assert "not for pages of other sites" in page.content()
    page.goto(elsewhere)
    read = """async (url) => {
      const seen = [];
      for (const [path, options] of [
        ["mode", { method: "POST", mode: "no-cors", body: new Blob(['{"mode":"disabled"}']) }],
        ["accounts", { method: "POST", mode: "no-cors" }],
        ["reset", { method: "POST" }],
        ["ready", {}],
        ["settings", { mode: "no-cors" }],
      ]) {
        try { const answer = await fetch(url + path, options); seen.push(answer.type); }
        catch { seen.push("failed"); }
      }
      return seen;
    }"""
    assert page.evaluate(read, sandbox.page) == ["opaque", "opaque", "failed", "failed", "opaque"]
    page.close()
    reported = sandbox.settings()
    assert (reported["mode"], reported["faults"]) == (accounts[0]["mode"], accounts[0]["faults"])
    with httpx.stream("GET", sandbox.page + "events") as stream:
        lines = stream.iter_lines()
        state = next(line for line in lines if line.startswith('data: {"profile"'))
    assert len(json.loads(state.removeprefix("data: "))["accounts"]) == 3
