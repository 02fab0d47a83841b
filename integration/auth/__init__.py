"""Who is asking: sign-in by a signed link, the session it opens, the shop and the role that come with it."""

from integration.auth.links import LinkRefused, sign_in_link
from integration.auth.visitor import Visitor, allow, context, require_visitor, visitor

__all__ = ["LinkRefused", "Visitor", "allow", "context", "require_visitor", "sign_in_link", "visitor"]
