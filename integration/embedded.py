"""The page on which a vendor's own script fetches a fresh token and comes back with it."""

from flask import Blueprint, g, render_template

from integration.auth import context
from integration.auth.embedded import host_named

blueprint = Blueprint("embedded", __name__, url_prefix="/embedded")


@blueprint.get("/<connector>")
def reload(connector: str) -> str:
    """The script reads from the address which page to load; there is nothing to see."""
    g.host = host_named(context(), connector)
    return render_template("embedded.html")
