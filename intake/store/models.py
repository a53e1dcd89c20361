"""The patient's tables. What a patient wrote is only in `body`, sealed; the rest is for sorting and deleting."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.base import Base

KEEP_DAYS = (30, 60, 90)


class InstallationRecord(Base):
    """The one row that says which master key this database belongs to, and how far its clock was seen to go."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    # The root of all keys under the master key of the day; nothing before the first rotation.
    sealed_root: Mapped[bytes | None]
    made_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    # Since when the clock stands far ahead of what was seen last; deletion waits meanwhile.
    doubted_since: Mapped[datetime | None]


class DraftRecord(Base):
    """A patient's own form, in progress, under a key that only the return code or a live session opens."""

    __tablename__ = "draft"
    __table_args__ = (CheckConstraint(f"keep_days IN {KEEP_DAYS}", name="keep_days"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(400))
    locator: Mapped[str] = mapped_column(String(6), unique=True)
    kdf_parameters: Mapped[str] = mapped_column(String(60))
    code_salt: Mapped[bytes]
    code_verifier: Mapped[bytes]
    dek_by_code: Mapped[bytes]
    body: Mapped[bytes]
    rev: Mapped[int]
    keep_days: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SessionRecord(Base):
    """One browser's way into one draft. The cookie's token is not here, only its hash: a copied table opens nothing."""

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("kind IN ('patient')", name="kind"),)

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    # Emptied when the session ends.
    wrapped_key: Mapped[bytes]
    created_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class ThrottleRecord(Base):
    """How many tries one key made within one second; limits survive a restart and are shared by workers."""

    __tablename__ = "throttle"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
