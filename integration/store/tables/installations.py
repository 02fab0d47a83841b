"""Keys that a shop has asked a vendor for and that have not come yet."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from integration.store.tables.columns import UtcTime


class InstallationRow(SQLModel, table=True):
    """One request for keys, good for one answer. `state` is open, answering, done, denied or refused, for `reason`.

    Only the SHA-256 of the nonce is kept.
    """

    __tablename__ = "installation"
    id: int | None = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shop.id", ondelete="CASCADE", index=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    connector: str
    url: str
    digest: str = Field(unique=True)
    state: str = "open"
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
