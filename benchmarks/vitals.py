"""What a reader's browser waits for: largest paint, shifts and answers to a click, at a quarter of the processor.

Measured as https://web.dev/articles/vitals says, by the browser's own observers.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.fixtures_surroundings import CHROMIUM_ARGUMENTS

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SLOWED = 4
MOST_PAINT_MS, MOST_SHIFT, MOST_ANSWER_MS = 1500.0, 0.05, 100.0
OBSERVERS = """
window.seen = {paint: 0, shift: 0, answer: 0};
const watch = (type, note, rest = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true, ...rest});
watch("largest-contentful-paint", (entry) => (seen.paint = entry.startTime));
watch("layout-shift", (entry) => (seen.shift += entry.hadRecentInput ? 0 : entry.value));
watch("event", (entry) => entry.interactionId && (seen.answer = Math.max(seen.answer, entry.duration)),
  {durationThreshold: 16});
"""
SENT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.transferSize, 0)"""


@dataclass(frozen=True)
class Vitals:
    """Milliseconds, a score without unit, and bytes of a first load with an empty cache."""

    paint: float
    shift: float
    answer: float
    sent: int

    @property
    def worst(self) -> float:
        """The largest part of its limit that any of them takes."""
        return max(self.paint / MOST_PAINT_MS, self.shift / MOST_SHIFT, self.answer / MOST_ANSWER_MS)


def vitals(app: Flask, link: str, paths: Sequence[str]) -> dict[str, Vitals]:
    """Of each screen, for whom `link` signs in. Each is opened with an empty cache, read and clicked on."""
    with _served(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = _signed_in(browser, address, link)
        return {path: _measured(page, address + path) for path in paths}


class _Silent(WSGIRequestHandler):
    def log_request(self, *_told: object) -> None:
        """The figures are what is printed."""


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _signed_in(browser: Browser, address: str, link: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(OBSERVERS)
    page.goto(address + urlsplit(link).path)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    return page


def _measured(page: Page, url: str) -> Vitals:
    browser = page.context.new_cdp_session(page)
    browser.send("Network.clearBrowserCache")
    browser.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(url, wait_until="networkidle")
    summary = page.locator("main summary")
    for _ in range(2):
        (summary.last if summary.count() else page.locator("h1")).click()
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
    seen, sent = page.evaluate("seen"), page.evaluate(SENT)
    browser.detach()
    return Vitals(seen["paint"], seen["shift"], seen["answer"], sent)


def report(found: dict[str, Vitals]) -> None:
    heads = ("LCP ms", "CLS", "INP ms", "kB", "x limit")
    print(f"{f'in Chromium, its processor {SLOWED} times slower':42}" + "".join(f"{head:>8}" for head in heads))
    for path, one in found.items():
        print(f"{path:42}{one.paint:8.0f}{one.shift:8.3f}{one.answer:8.0f}{one.sent / 1000:8.1f}{one.worst:8.2f}")
    print(f"worst of all: {max(one.worst for one in found.values()):.2f} of its limit")
