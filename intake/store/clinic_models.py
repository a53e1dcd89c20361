"""The clinics' tables. What people wrote is sealed; the rest is for sorting, deleting and the roles."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.base import Base

STATUSES = ("new", "in-review", "reviewed", "closed")
ROLES = ("reader", "reviewer", "administrator")


class ClinicRecord(Base):
    """A clinic and what its patients are told. `notices_due`: how many responses no notice went out for yet."""

    __tablename__ = "clinic"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    readers: Mapped[str] = mapped_column(Text)
    read_within: Mapped[str] = mapped_column(Text)
    watched: Mapped[str] = mapped_column(Text)
    self_harm_readers: Mapped[str] = mapped_column(Text)
    self_harm_within: Mapped[str] = mapped_column(Text)
    retention_days: Mapped[int]
    has_public_page: Mapped[bool]
    # Sealed under the server's own key: the address that notices go to.
    notify: Mapped[bytes | None]
    notices_due: Mapped[int]
    recovery_public: Mapped[bytes | None]
    recovery_mac: Mapped[bytes | None]
    recovery_confirmed_at: Mapped[datetime | None]
    # Somebody who held the newest key left, or sees no answers any more.
    key_renewal_due: Mapped[bool]
    made_at: Mapped[datetime]


class StaffRecord(Base):
    """A member of staff. Until the set-up link is used there are no keys; `details` and `seed` are the server's."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), index=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    details: Mapped[bytes]
    setup_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    setup_expires_at: Mapped[datetime | None]
    kdf_parameters: Mapped[str | None] = mapped_column(String(60))
    salt: Mapped[bytes | None]
    verifier: Mapped[bytes | None]
    public_key: Mapped[bytes | None]
    public_mac: Mapped[bytes | None]
    sk_by_passphrase: Mapped[bytes | None]
    sk_by_recovery: Mapped[bytes | None]
    seed: Mapped[bytes | None]
    # The last time step whose code was taken, so that no code is taken twice.
    last_step: Mapped[int]
    made_at: Mapped[datetime]
    set_up_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class BackupCodeRecord(Base):
    """One code on paper in place of the app's; good once."""

    __tablename__ = "backup_code"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[bytes]
    verifier: Mapped[bytes]
    used_at: Mapped[datetime | None]


class StaffSessionRecord(Base):
    """One browser of one member of staff; as for patients, only the token's hash is here."""

    __tablename__ = "staff_session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    # Emptied when the session ends.
    wrapped_key: Mapped[bytes]
    created_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class ClinicKeyRecord(Base):
    """The public key of one epoch; the newest that is not retired is what responses are sealed to."""

    __tablename__ = "clinic_key"

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), primary_key=True)
    kid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    suite: Mapped[int]
    public_key: Mapped[bytes]
    mac: Mapped[bytes]
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class KeyGrantRecord(Base):
    """The private key of an epoch, sealed to one holder: a member of staff, or the recovery sheet."""

    __tablename__ = "key_grant"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "kid"], ["clinic_key.clinic_id", "clinic_key.kid"], ondelete="CASCADE"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    kid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed_key: Mapped[bytes]
    granted_by: Mapped[str] = mapped_column(String(40))
    granted_at: Mapped[datetime]


class InvitationRecord(Base):
    """A link for patients. `details` are the server's: clinician, place, and the link itself to show again."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    details: Mapped[bytes]
    appointment_day: Mapped[date | None]
    single_use: Mapped[bool]
    used_by: Mapped[UUID | None]
    responses: Mapped[int]
    created_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class ResponseRecord(Base):
    """What one patient sent to one clinic, through all its versions. `latest`: the number of the newest version."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        Index("ix_response_by_received", "clinic_id", "status", "received_at"),
        Index("ix_response_by_appointment", "clinic_id", "status", "appointment_day", "received_at"),
        Index("ix_response_by_assigned", "clinic_id", "status", "assigned_to", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"))
    questionnaire: Mapped[str] = mapped_column(String(400))
    latest: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    assigned_to: Mapped[UUID | None]
    appointment_day: Mapped[date | None]
    received_at: Mapped[datetime]
    retention_until: Mapped[datetime] = mapped_column(index=True)
    withdraw_hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    @property
    def kept_until(self) -> date:
        """The last day on which it is there: it goes at the beginning of the next."""
        return (self.retention_until - timedelta(days=1)).date()


class VersionRecord(Base):
    """One version, under a key of its own, which is sealed to the clinic's key `kid`."""

    __tablename__ = "response_version"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kid: Mapped[int]
    sealed_key: Mapped[bytes]
    header: Mapped[bytes]
    body: Mapped[bytes]
    mac: Mapped[bytes]
    received_at: Mapped[datetime]


class EntryRecord(Base):
    """What a member of staff added to a response; only ever added to. Its key is sealed to the clinic's key `kid`."""

    __tablename__ = "review_entry"
    __table_args__ = (Index("ix_review_entry_response", "response_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    seq: Mapped[int]
    author: Mapped[UUID]
    at: Mapped[datetime]
    kid: Mapped[int]
    sealed_key: Mapped[bytes]
    body: Mapped[bytes]


class AuditRecord(Base):
    """Who did what, each row bound to the one before; `detail` is the server's. No answer is ever in it."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_clinic_seq", "clinic_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # Without a foreign key: the log outlives what it tells of.
    clinic_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[bytes | None]
    key_name: Mapped[str] = mapped_column(String(8))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHeadRecord(Base):
    """The one row that says which row of the log is the last."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    head_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
