"""A letter alone in a page of its own, for a frame: its own styles, no script, nothing fetched from elsewhere."""

from flask import Response, render_template

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' 'self'; img-src data:; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox allow-popups"
)


def letter(html: str, text: str) -> Response:
    """The HTML as it is mailed; a letter without HTML is set as text."""
    answer = Response(html or render_template("letter.html", text=text), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
