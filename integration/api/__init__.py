"""The JSON API that merchants' own programs use; described at /api/v1/openapi.json."""

from integration.api.blueprint import blueprint, is_ours, wrong

__all__ = ["blueprint", "is_ours", "wrong"]
