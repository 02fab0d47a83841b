"""Somebody before our screens in a browser, whose clicks are counted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@dataclass
class Visitor:
    """Someone with a mouse; each press of it counts, and so does each field that is written in."""

    page: "Page"
    clicks: int = 0

    def click(self, role: str, name: str) -> None:
        self.press(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]

    def go(self, place: str) -> None:
        self.press(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place))

    def follow(self, step: str) -> None:
        """The button beside one step of the checklist."""
        self.press(self.page.locator("li", has_text=step).locator("a.btn"))

    def write(self, place: "Locator", words: str) -> None:
        self.press(place)
        place.fill(words)

    def press(self, place: "Locator") -> None:
        place.click()
        self.clicks += 1

    @property
    def heading(self) -> "Locator":
        return self.page.get_by_role("heading", level=1)

    @property
    def open_steps(self) -> "Locator":
        return self.page.locator("ol.rows h3")
