"""Plays no port: a merchant's files are read where they lie, by `read` and `records`, without a connection."""

from collections.abc import Mapping

ROLES: Mapping[str, type] = {}
