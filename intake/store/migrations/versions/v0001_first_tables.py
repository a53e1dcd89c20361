"""The first tables: installation, draft, session, throttle."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_installation()
    _make_draft()
    _make_session()
    _make_throttle()


def _make_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_fingerprint", sa.String(64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("last_seen_at", _MOMENT, nullable=False),
        sa.Column("doubted_since", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_single")),
    )


def _make_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.String(400), nullable=False),
        sa.Column("locator", sa.String(6), nullable=False),
        sa.Column("kdf_parameters", sa.String(60), nullable=False),
        sa.Column("code_salt", sa.LargeBinary(), nullable=False),
        sa.Column("code_verifier", sa.LargeBinary(), nullable=False),
        sa.Column("dek_by_code", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("locator", name=op.f("uq_draft_locator")),
        sa.CheckConstraint("keep_days IN (30, 60, 90)", name=op.f("ck_draft_keep_days")),
    )
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"])


def _make_session() -> None:
    op.create_table(
        "session",
        sa.Column("id_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_seen", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_session")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_session_draft_id"), ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('patient')", name=op.f("ck_session_kind")),
    )
    op.create_index(op.f("ix_session_draft_id"), "session", ["draft_id"])
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"])


def _make_throttle() -> None:
    op.create_table(
        "throttle",
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("window_start", _MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "window_start", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_window_start"), "throttle", ["window_start"])
