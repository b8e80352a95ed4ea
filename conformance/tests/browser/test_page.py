"""The page of the report as people meet it: opened from a file, without network, by eye, hand and key."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.reporting.difference import difference, earlier_of

from .conftest import Opened, finding, report

MANY = [finding(n) for n in range(30)]
GONE = finding(30, operation="operation3", also_at={}, consequences=[])
KNOWN = finding(99, known="midpoint-key", operation="getMidpoint")


def compared(*findings: dict[str, Any]) -> dict[str, Any]:
    """A report that was compared with one of other findings."""
    reported = report(*findings, earlier=earlier_of(report(MANY[1], GONE), "<b>old</b>/report.json"))
    return {**reported, "difference": difference(reported)}


def opened_everything(page: Any) -> Any:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("findings", [[], [*MANY[:6], KNOWN]], ids=["none", "some"])
def test_nothing_stands_in_anybodys_way(opened: Opened, findings: list[Any], dark: bool, width: int) -> None:
    page = opened_everything(opened(compared(*findings), width=width, dark=dark))
    broken = Axe().run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in broken] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_why_a_run_ended_early_fits_a_phone(opened: Opened) -> None:
    page = opened(report(broken_off=f"{'/a-folder-of-a-long-name' * 5}: the time was over"), width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_verdict_stands_on_top_and_the_findings_come_first(opened: Opened) -> None:
    kept = opened(report(KNOWN))
    assert kept.locator(".verdict").inner_text() == "The contract is kept"
    assert "Live tests pin the key" in kept.locator("#known-midpoint-key").inner_text()
    entry = kept.locator("#not-reproduced-book-order")
    assert "the list of known deviations may be out of date" in entry.inner_text()
    broken = opened(report(*MANY))
    assert broken.locator(".verdict").inner_text() == "The contract is broken: 30 new findings"
    assert broken.title() == "The contract is broken: 30 new findings · https://exchange.example.com"
    assert broken.locator("main > section").first.get_attribute("id") == "findings"


def test_few_findings_are_open_and_many_open_at_a_press(opened: Opened) -> None:
    assert opened(report(*MANY[:2])).locator("#findings details[open]").count() == 2
    page = opened(report(*MANY))
    assert page.locator("#findings details[open]").count() == 0
    page.get_by_role("button", name="Open all").click()
    assert page.locator("#findings details[open]").count() == 30


def test_a_link_to_a_finding_opens_it(opened: Opened) -> None:
    page = opened(report(*MANY), part=f"#{MANY[20]['id']}")
    assert page.locator("details[open]").get_attribute("id") == MANY[20]["id"]


def test_the_command_is_copied(opened: Opened) -> None:
    page = opened(report(MANY[0]))
    page.get_by_role("button", name=f"Copy the command that shows {MANY[0]['id']} again").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == MANY[0]["reproduce"]


def test_a_table_is_sorted_by_hand_and_by_key(opened: Opened) -> None:
    page = opened(report())
    cases = page.locator("#operations-table tbody td:nth-child(2)")
    head = page.get_by_role("button", name="Cases")
    head.click()
    assert cases.all_inner_texts()[:3] == ["86", "85", "84"]
    head.press("Enter")
    assert cases.all_inner_texts()[:3] == ["0", "1", "2"]
    assert page.locator("#operations-table th[aria-sort=ascending]").inner_text().startswith("Cases")
    page.get_by_role("button", name="Verdict").click()
    assert page.locator("#clauses-table tbody td").first.inner_text() == "broken"


def test_a_table_is_filtered_by_words_and_by_findings(opened: Opened) -> None:
    page = opened(report())
    box = page.locator("[data-filter=operations-table]")
    box.fill("path/7 GET")
    rows = page.locator("#operations-table tbody tr:visible")
    assert rows.count() == 11
    assert page.locator("[data-shown=operations-table]").inner_text() == "11 of 87"
    page.get_by_label("with findings only").check()
    assert rows.locator("th").all_inner_texts() == ["GET /path/7/{condition_id} operation7"]


def test_on_paper_every_finding_is_open_and_no_button_is_there(opened: Opened) -> None:
    page = opened(report(*MANY[:5]))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#findings pre:visible").count() == 20
    assert page.locator("button:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#findings details[open]").count() == 0


def test_a_servers_words_are_words(opened: Opened) -> None:
    evil = "</pre><script>document.title = 'owned'</script><img src=https://evil.example.com/x>"
    response = {"request": f"GET /{evil}", "response": evil}
    page = opened(
        report(finding(1, message=evil, interactions=[response], also_at={evil: evil}), target=evil)
    )
    assert page.title().startswith("The contract is broken: 1 new finding · </pre>")
    assert page.locator("img, script:not(body > script:last-child)").count() == 0
    assert page.locator("pre").nth(3).inner_text() == evil


def test_the_source_of_a_finding_leads_to_the_cited_passage(opened: Opened) -> None:
    page = opened(report({**MANY[0], "source": "docs/protocol/books.md#hash"}))
    page.get_by_role("link", name="docs/protocol/books.md#hash").first.click()
    assert "SHA-1" in page.locator("#source-protocol-books-hash").inner_text()
    assert page.locator(".passage[open]").count() == 1


def test_expected_and_actual_stand_side_by_side(opened: Opened) -> None:
    shown = finding(1, expected="type string", actual="0.5")
    page = opened(report(shown))
    first, second = page.locator("#findings .beside").first.locator("figure").all()
    assert first.inner_text().split("\n")[-1] == "type string"
    assert second.inner_text().split("\n")[-1] == "0.5"
    left, right = first.bounding_box(), second.bounding_box()
    assert left is not None
    assert right is not None
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)


def test_the_map_has_a_sign_for_each_operation_and_clause_and_none_is_kept_unheld(opened: Opened) -> None:
    broken = finding(1, operation="operation50", also_at={}, consequences=[])
    page = opened(report(broken))
    heads = page.locator("#map-table thead th").all_inner_texts()
    assert len(heads) == 1 + len(CATALOGUE)

    def cell(operation: str, clause: str) -> str:
        row = page.locator("#map-table tbody tr", has=page.locator(f"th:text('{operation} ')"))
        return row.first.locator("th, td").nth(heads.index(clause)).inner_text()

    assert cell("operation50", "response-schema") == "✗"
    assert cell("operation3", "response-schema") == "✓"
    assert cell("operation60", "response-schema") == "○"
    assert cell("operation60", "book-hash") == ""
    legend = page.locator(".legend").inner_text()
    assert all(sign in legend for sign in "✗≈✓○")
    assert page.locator("#map-table tbody th").first.inner_text().startswith("operation50")


def test_the_map_is_cut_to_some_operations_and_clauses(opened: Opened) -> None:
    page = opened(report(), width=390)
    page.locator("[data-filter=map-table]").fill("operation7")
    page.locator("[data-columns=map-table]").fill("cancel")
    assert page.locator("#map-table tbody tr:visible").count() == 11
    shown = page.locator("#map-table thead th:visible").all_inner_texts()
    assert shown == ["Operation", *sorted(name for name in CATALOGUE if "cancel" in name)]
    assert page.locator("#map-table tbody tr:visible").first.locator("td:visible").count() == len(shown) - 1


def test_what_was_not_seen_is_listed_and_times_are_reported(opened: Opened) -> None:
    page = opened_everything(opened(report()))
    seen = page.locator("#seen").inner_text()
    assert "statuses 1 of 90" in seen
    assert "getThis 88" in seen
    assert page.locator("#timings-table tbody tr").first.inner_text().split() == [
        "examples", "1.2", "20.0", "90.0", "9", "4.5",
    ]  # fmt: skip
    assert "1.2" in page.locator("#operations-table tbody tr").first.inner_text()


def test_the_difference_from_an_earlier_report_is_reported(opened: Opened) -> None:
    page = opened(compared(MANY[0], MANY[1]))
    reported = page.locator("#difference").inner_text()
    assert "Compared with <b>old</b>/report.json" in reported
    assert "1 new, 1 no longer reproduced, 1 still there" in reported.replace("\n", " ")
    page.locator("#difference").get_by_role("link", name=MANY[0]["id"]).click()
    assert page.locator(f"details[id='{MANY[0]['id']}'][open]").count() == 1
