"""`make pictures`: every screen of the demo shop, as a desk and a phone show it, and the report of the audit of its
English pages, into docs/pictures."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.fixtures_surroundings import CHROMIUM_ARGUMENTS

PROJECT = Path(__file__).parent.parent
OUT = PROJECT / "docs" / "pictures"
AUDITED = PROJECT / "connectors" / "console" / "shop" / "en"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENS = {
    "home": "/",
    "content": "/content/",
    "products": "/content/products",
    "contradictions": "/content/contradictions/",
    "terms": "/content/terms",
    "orders": "/orders/?show=all",
    "promise": "/promise/",
    "notices": "/notices/?show=sent",
    "incidents": "/notices/incidents/",
    "channels": "/notices/channels/",
    "legal": "/notices/law/",
    "voice": "/notices/voice/",
    "replay": "/replay/",
    "insights": "/insights/",
    "connections": "/connections/",
    "team": "/team/",
    "activity": "/activity/",
    "settings": "/settings/",
    "help": "/help/",
}
FOLLOWED = {
    "document": ("/content/", "td a.cell"),
    "order": ("/orders/", "tbody th a"),
    "incident": ("/notices/incidents/", ".rows h2 a, .rows h3 a"),
}
"""Screens of one thing, by the list that it is opened from."""
LOOKS = {"": {"width": 1280, "height": 860}, "-phone": {"width": 390, "height": 844}}
PATIENCE = 300.0


def main() -> None:
    with _running() as (link, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        _wait_for_the_letter(page, address)
        for look, size in LOOKS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for name, path in SCREENS.items():
                page.goto(address + path)
                page.screenshot(path=OUT / f"{name}{look}.png")
            for name, (path, opened_by) in FOLLOWED.items():
                page.goto(address + path)
                page.goto(address + str(page.locator(opened_by).first.get_attribute("href")))
                page.screenshot(path=OUT / f"{name}{look}.png")
        _picture_the_report(browser)
        browser.close()


def _picture_the_report(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        pages = sorted(map(str, AUDITED.glob("*.html")))
        subprocess.run([sys.executable, "-m", "integration.cli", "audit", *pages, "--html", str(report)], check=False)
        page = browser.new_page(viewport={"width": 1280, "height": 1540})
        page.goto(report.as_uri())
        page.screenshot(path=OUT / "report.png")


@contextmanager
def _running() -> Iterator[tuple[str, str]]:
    """The demo shop on a data folder of its own: the link that signs in, and the address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FORTHRIGHT_DATA_DIR": folder, "FORTHRIGHT_PORT": "8765"}
        command = [sys.executable, "-m", "integration.cli", "run"]
        shop = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            yield _welcome(shop)
        finally:
            shop.send_signal(signal.SIGINT)
            shop.wait(PATIENCE)


def _welcome(shop: "subprocess.Popen[str]") -> tuple[str, str]:
    said = ""
    for line in shop.stdout or ():
        said += line
        if found := re.search(r"Sign in\s+((http://[^/\s]+)\S+)", said):
            return found[1], found[2]
    raise SystemExit(f"the demo shop did not start:\n{said}")


def _wait_for_the_letter(page: Page, address: str) -> None:
    """The story of the demo shop ends with a letter to a customer."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page.goto(f"{address}/inbox/")
        if page.locator("main li, main tbody tr, main article").count():
            return
        time.sleep(1)
    raise SystemExit("no letter came: the pictures would show an empty shop")


if __name__ == "__main__":
    main()
