"""Debian's chromium, without a window, and pages made of reports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.reporting.page import page
from clob_conformance.reporting.reports import SCHEMA_VERSION
from clob_conformance.reporting.verdict import Verdict
from playwright.sync_api import Browser, Page, sync_playwright

TIMES = {"count": 9, "median_ms": 1.25, "p95_ms": 20.04, "slowest_ms": 90.0, "buckets": {"-50": 9}}
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("there is no chromium: these tests need Debian's package of that name", pytrace=False)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens the page of a report from its file. What it asks the network for, or complains of, fails."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    asked: list[str] = []

    def open_page(report: dict[str, Any], *, width: int = 1280, dark: bool = False, part: str = "") -> Page:
        file = tmp_path / "index.html"
        file.write_text(page(Verdict.of(report)), "utf-8")
        opened = context.new_page()
        opened.set_viewport_size({"width": width, "height": 900})
        opened.emulate_media(color_scheme="dark" if dark else "light")
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: asked.append(message.text))
        opened.on("pageerror", lambda error: asked.append(str(error)))
        opened.goto(file.as_uri() + part)
        return opened

    yield open_page
    context.close()
    assert [one for one in asked if not one.startswith(tmp_path.as_uri())] == []


def finding(number: int, **changed: Any) -> dict[str, Any]:
    """A finding of a report."""
    return {
        "id": f"{number:010x}",
        "operation": "getOrders",
        "clause": "response-schema",
        "severity": ("critical", "major", "minor")[number % 3],
        "message": 'the body of the 200 breaks its schema at $.data[*].price: 0.5 is not of type "string"',
        "known": None,
        "reproduce": f"clob-conformance replay {number:010x}",
        "sentence": "The body of a response matches the schema that the OpenAPI document has for its status.",
        "source": "description: paths.*.*.responses.*.content.*.schema",
        "suite": "examples",
        "met": number + 1,
        "also_at": {f"getOther{n}": "the same" for n in range(40)} if number % 2 else {},
        "consequences": [{"clause": "told-alike", "operation": "getOrder", "message": "price is 0.5"}],
        "interactions": [
            {
                "request": f"GET /data/orders?market=0x{'ab' * 32}\npoly_api_key: ***",
                "response": "HTTP 200\ncontent-type: application/json\n\n" + '{"price":0.5,' * 90,
            }
        ],
        **changed,
    }


def report(*findings: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A report of as many operations as the real one has."""
    operations = {
        f"operation{n}": {
            "cases": n,
            "statuses": {"200": n, "404": 3, "500": 1},
            "checks": 9 * n,
            "findings": int(n == 7),
            "label": f"GET /path/{n}/{{condition_id}}",
            "times": TIMES,
        }
        for n in range(87)
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "target": "https://exchange.example.com",
        "judge": "repaired",
        "profile": "observed",
        "spec_sha256": "5" * 64,
        "seed": 0,
        "started": "2026-10-02T12:00:00+00:00",
        "duration_s": 61.5,
        "cases": 6172,
        "operations": operations,
        "clauses": {name: "broken" if name == "response-schema" else "kept" for name in CATALOGUE},
        "checked": {name: list(operations)[:40] for name in CATALOGUE if name != "book-sorted"},
        "timings": {"examples": {"seconds": 4.5, **TIMES}, "": {"seconds": 0.0, **TIMES}},
        "coverage": {"statuses": {"seen": 1, "of": 90, "unseen": [f"getThis {n}" for n in range(89)]}},
        "findings": list(findings),
        "not_reproduced": [{"id": "book-order", "operations": ["getBook"], "clauses": ["book-sorted"]}],
        "unserved": ["getMultiMarkets"],
        "left_out": {},
        "broken_off": "",
        "command": "clob-conformance run --target https://exchange.example.com",
        "summary": f"87 operations, 6,172 cases, {len(findings)} new findings",
        **changed,
    }
