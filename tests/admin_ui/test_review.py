"""A reviewer's way in: off until it is made, one shop as staff, again and again, until its day or until it is ended."""

import pytest
from flask import Flask

from integration.auth.review import LONGEST, close_review, open_review
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.clock import Clock

HERE = "http://localhost"


def path(link: str) -> str:
    return link.removeprefix(HERE)


def test_a_reviewer_comes_in_again_and_again_as_staff_of_one_shop(app: Flask, context: Context, shop: ShopRow) -> None:
    link = path(open_review(context, shop.name, 30, HERE))
    for _ in range(2):
        client = app.test_client()
        assert "Sign in as reviewer@" in client.get(link).text
        assert client.get("/team/").status_code == 302, "to look at the link is not to use it"
        assert client.post(link).status_code == 302
        assert "reviews the app for its marketplace" in client.get("/team/").text
        assert client.post("/promise/decides", data={"mode": "approve"}).status_code == 403


def test_it_ends_on_its_day_by_another_and_by_hand(app: Flask, context: Context, shop: ShopRow, clock: Clock) -> None:
    first = path(open_review(context, shop.name, 30, HERE))
    second = path(open_review(context, shop.name, 10, HERE))
    client = app.test_client()
    assert client.post(first).status_code == 410
    assert client.post(second).status_code == 302
    close_review(context, shop.name)
    assert client.get("/team/").status_code == 302, "out with the next click"
    assert app.test_client().post(second).status_code == 410
    third = path(open_review(context, shop.name, 10, HERE))
    clock.advance(days=11)
    assert app.test_client().get(third).status_code == 410


def test_nothing_opens_without_it(app: Flask, context: Context, shop: ShopRow) -> None:
    for odd in (f"/sign-in/review/{shop.name}/x", "/sign-in/review/nobody/x", f"/sign-in/review/{shop.name}/"):
        assert app.test_client().post(odd).status_code in (404, 410)
    with pytest.raises(LookupError):
        open_review(context, "nobody", 30, HERE)
    with pytest.raises(ValueError, match="between 1 and"):
        open_review(context, shop.name, LONGEST.days + 1, HERE)
