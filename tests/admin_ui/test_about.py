"""Privacy, terms and support are read by strangers, and name who runs the installation."""

from dataclasses import replace
from pathlib import Path

import pytest

from integration.app import create_app
from integration.settings import BadSetting, Operator, Settings, read_settings
from jobs.context import Context

PAGES = ("privacy", "terms", "support")
OPERATOR = {
    "FORTHRIGHT_OPERATOR_NAME": "Wren & Sons Ltd",
    "FORTHRIGHT_OPERATOR_ADDRESS": "1 Quay | Bristol BS1",
    "FORTHRIGHT_OPERATOR_EMAIL": "help@wren.example",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_reads_who_runs_it(context: Context, settings: Settings, page: str) -> None:
    known = replace(settings, operator=Operator("Wren & Sons Ltd", "1 Quay | Bristol BS1", "help@wren.example"))
    shown = create_app(context, known).test_client().get(f"/about/{page}")
    assert shown.status_code == 200
    assert "Wren &amp; Sons Ltd<br>1 Quay<br>Bristol BS1<br>" in shown.text
    assert "mailto:help@wren.example" in shown.text
    assert all(f'href="/about/{other}"' in shown.text for other in PAGES)
    assert "<nav" not in shown.text, "nobody in particular is signed in"


def test_what_is_kept_how_long_is_what_the_settings_say(context: Context, settings: Settings) -> None:
    kept = replace(settings, keep_raw_days=11, keep_customer_days=99)
    shown = create_app(context, kept).test_client().get("/about/privacy").text
    assert "11 days" in shown
    assert "99 days after the order" in shown
    assert "Shopify, WooCommerce" in shown


def test_without_an_operator_the_page_says_so(context: Context, settings: Settings) -> None:
    client = create_app(context, settings).test_client()
    assert "has not said who they are" in client.get("/about/support").text
    assert 'href="/about/privacy"' in client.get("/sign-in", follow_redirects=True).text


def test_half_an_operator_is_refused_at_start(tmp_path: Path) -> None:
    folder = {"FORTHRIGHT_DATA_DIR": str(tmp_path)}
    assert read_settings({**folder, **OPERATOR}).operator == Operator(*OPERATOR.values())
    half = {name: value for name, value in OPERATOR.items() if not name.endswith("EMAIL")}
    with pytest.raises(BadSetting, match="FORTHRIGHT_OPERATOR_EMAIL is missing"):
        read_settings({**folder, **half})
