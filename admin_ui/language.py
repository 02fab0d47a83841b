"""The language of the screens, as a person wants it; until they choose, their shop's."""

import re

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from admin_ui.locale import choose

_OWN_PAGE = re.compile(r"/(?![/\\])[!-~]*")
screen = Blueprint("language", __name__)


@screen.post("/language")
def turn_to() -> Response:
    """Back to the page that it was chosen on."""
    choose(request.form.get("language", ""))
    back = request.form.get("back", "")
    return redirect(back if _OWN_PAGE.fullmatch(back) else url_for("home.show"))
