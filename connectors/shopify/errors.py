"""States that a Shopify store can be in; the manifest has words for each, with the merchant's next step."""

from integration.ports import Denied as NotAllowed
from integration.ports import Permanent, Temporary, Unauthorized


class Denied(NotAllowed):
    """The app was not granted what this takes; the message names the field and the scope that Shopify names."""

    trouble = "scope"


class Void(Unauthorized):
    """The key is no longer good, and cannot be renewed."""

    trouble = "void"


class Frozen(Temporary):
    """The plan was not paid, or Shopify locked the shop."""

    trouble = "frozen"


class Closed(Permanent):
    """There is no such shop, or no more."""

    trouble = "closed"
