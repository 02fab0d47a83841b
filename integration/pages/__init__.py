"""What a customer opens: no account, no cookie, no script; the signed link is all there is."""

from integration.pages.choose import page

__all__ = ["page"]
