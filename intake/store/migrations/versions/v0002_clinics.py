"""The clinics' tables: clinic, staff, keys and grants, invitations, responses, what staff add, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
# The log is only added to. A role without these rights is the stronger guard, where the database has roles.
_ONLY_ADDED_TO = {
    "sqlite": (
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END",
        "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit'); END",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit'; END $$""",
        """CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        EXECUTE FUNCTION audit_is_only_added_to()""",
    ),
}


def upgrade() -> None:
    op.add_column("installation", sa.Column("sealed_root", sa.LargeBinary()))
    _make_clinic()
    _make_staff()
    _make_backup_code()
    _make_staff_session()
    _make_clinic_key()
    _make_key_grant()
    _make_invitation()
    _make_response()
    _make_response_version()
    _make_review_entry()
    _make_audit()
    _make_audit_head()
    for statement in _ONLY_ADDED_TO.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def _make_clinic() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.Column("read_within", sa.Text(), nullable=False),
        sa.Column("watched", sa.Text(), nullable=False),
        sa.Column("self_harm_readers", sa.Text(), nullable=False),
        sa.Column("self_harm_within", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("has_public_page", sa.Boolean(), nullable=False),
        sa.Column("notify", sa.LargeBinary()),
        sa.Column("notices_due", sa.Integer(), nullable=False),
        sa.Column("recovery_public", sa.LargeBinary()),
        sa.Column("recovery_mac", sa.LargeBinary()),
        sa.Column("recovery_confirmed_at", _MOMENT),
        sa.Column("key_renewal_due", sa.Boolean(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
        sa.UniqueConstraint("slug", name=op.f("uq_clinic_slug")),
    )


def _make_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("setup_hash", sa.LargeBinary(32)),
        sa.Column("setup_expires_at", _MOMENT),
        sa.Column("kdf_parameters", sa.String(60)),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("verifier", sa.LargeBinary()),
        sa.Column("public_key", sa.LargeBinary()),
        sa.Column("public_mac", sa.LargeBinary()),
        sa.Column("sk_by_passphrase", sa.LargeBinary()),
        sa.Column("sk_by_recovery", sa.LargeBinary()),
        sa.Column("seed", sa.LargeBinary()),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("set_up_at", _MOMENT),
        sa.Column("disabled_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.CheckConstraint("role IN ('reader', 'reviewer', 'administrator')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_staff_clinic_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
        sa.UniqueConstraint("setup_hash", name=op.f("uq_staff_setup_hash")),
    )
    op.create_index(op.f("ix_staff_clinic_id"), "staff", ["clinic_id"])


def _make_backup_code() -> None:
    op.create_table(
        "backup_code",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("staff_id", "number", name=op.f("pk_backup_code")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_backup_code_staff_id"), ondelete="CASCADE"),
    )


def _make_staff_session() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_seen", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_session")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id"), ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_staff_session_expires_at"), "staff_session", ["expires_at"])
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])


def _make_clinic_key() -> None:
    op.create_table(
        "clinic_key",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("suite", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.PrimaryKeyConstraint("clinic_id", "kid", name=op.f("pk_clinic_key")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_key_clinic_id"), ondelete="CASCADE"),
    )


def _make_key_grant() -> None:
    op.create_table(
        "key_grant",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by", sa.String(40), nullable=False),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", "kid", "holder", name=op.f("pk_key_grant")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "kid"],
            ["clinic_key.clinic_id", "clinic_key.kid"],
            name=op.f("fk_key_grant_clinic_id"),
            ondelete="CASCADE",
        ),
    )


def _make_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("appointment_day", sa.Date()),
        sa.Column("single_use", sa.Boolean(), nullable=False),
        sa.Column("used_by", sa.Uuid()),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_invitation_clinic_id"), ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_clinic_id"), "invitation", ["clinic_id"])
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"])


def _make_response() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.String(400), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("assigned_to", sa.Uuid()),
        sa.Column("appointment_day", sa.Date()),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("retention_until", _MOMENT, nullable=False),
        sa.Column("withdraw_hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.CheckConstraint("status IN ('new', 'in-review', 'reviewed', 'closed')", name=op.f("ck_response_status")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_response_clinic_id"), ondelete="CASCADE"),
    )
    op.create_index(
        op.f("ix_response_by_appointment"), "response", ["clinic_id", "status", "appointment_day", "received_at"]
    )
    op.create_index(op.f("ix_response_by_assigned"), "response", ["clinic_id", "status", "assigned_to", "received_at"])
    op.create_index(op.f("ix_response_by_received"), "response", ["clinic_id", "status", "received_at"])
    op.create_index(op.f("ix_response_retention_until"), "response", ["retention_until"])


def _make_response_version() -> None:
    op.create_table(
        "response_version",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kid", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "number", name=op.f("pk_response_version")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_response_version_response_id"), ondelete="CASCADE"
        ),
    )


def _make_review_entry() -> None:
    op.create_table(
        "review_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kid", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_entry")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_review_entry_response_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_review_entry_response"), "review_entry", ["response_id", "seq"])


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("clinic_id", sa.Uuid()),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object_id", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("detail", sa.LargeBinary()),
        sa.Column("key_name", sa.String(8), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_clinic_seq"), "audit", ["clinic_id", "seq"])


def _make_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.Column("head_mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
    )
