"""What Shopify signs with: webhooks, tokens of visitors, and the way back of an installation."""

from collections.abc import Mapping


def app_secrets(app: Mapping[str, str]) -> list[str]:
    """The app's secret, and the one before it: for up to an hour after a change Shopify may still sign with that."""
    return [app[name] for name in ("api_secret", "previous_api_secret") if app.get(name)]
