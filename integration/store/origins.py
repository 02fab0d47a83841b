"""Whose a thing is, where a shop sells in several stores: two of them may call different things by the same id."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col


def of(column: Any, connector: str) -> tuple[ColumnElement[bool], ...]:
    """What came from `connector`, and what nobody kept an origin of; anything where `connector` is ""."""
    return (col(column).in_(("", connector)),) if connector else ()
