"""Mails that came in, and who may write from where.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0011"
down_revision = "0010"

FENCED = ("raw_mail", "member_address", "bounced_address", "mute")


def upgrade() -> None:
    intake()
    mailbox()
    raw_mail()
    member_address()
    bounced_address()
    mute()
    op.add_column("comment", sa.Column("data", types.Json, nullable=True))
    op.add_column("delivery", sa.Column("about", types.BigInt, nullable=True))
    op.add_column("document", sa.Column("comment_id", types.BigInt, nullable=True))
    protect(op, FENCED)


def downgrade() -> None:
    op.drop_column("document", "comment_id")
    op.drop_column("delivery", "about")
    op.drop_column("comment", "data")
    for table in ("mute", "bounced_address", "member_address", "raw_mail", "mailbox", "intake"):
        op.drop_table(table)


def intake() -> None:
    op.create_table(
        "intake",
        sa.Column("id", types.BigInt, nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("envelope_from", sa.String(length=255), nullable=False),
        sa.Column("envelope_to", types.Json, nullable=False),
        sa.Column("received_at", types.UTCDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("claim", sa.String(length=255), nullable=True),
        sa.Column("leased_until", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("mark", name=op.f("uq_intake_mark")),
    )
    op.create_index("ix_intake_waiting", "intake", ["waiting", "due_at"], unique=False)


def mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("validity", types.BigInt, nullable=False),
        sa.Column("uid", types.BigInt, nullable=False),
        sa.Column("read_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailbox")),
    )


def raw_mail() -> None:
    op.create_table(
        "raw_mail",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("envelope_from", sa.String(length=255), nullable=False),
        sa.Column("recipient", sa.String(length=255), nullable=False),
        sa.Column("sender", sa.String(length=255), server_default="", nullable=False),
        sa.Column("received_at", types.UTCDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=255), server_default="", nullable=False),
        sa.Column("text", types.Json, nullable=True),
        sa.Column("files", types.Json, nullable=True),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("comment_id", types.BigInt, nullable=True),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.Column("decided_by", types.BigInt, nullable=True),
        sa.Column("decided_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_raw_mail_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_raw_mail_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_raw_mail")),
    )
    for columns in (["message_id"], ["outcome", "id"], ["entry_id"]):
        name = "_".join(["ix_raw_mail_workspace_id", *columns])
        op.create_index(op.f(name), "raw_mail", ["workspace_id", *columns], unique=False)


def member_address() -> None:
    op.create_table(
        "member_address",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.Column("confirmed_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_member_address_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_member_address_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "address", name=op.f("pk_member_address")),
    )
    op.create_index(
        op.f("ix_member_address_workspace_id_member_id"), "member_address", ["workspace_id", "member_id"], unique=False
    )


def bounced_address() -> None:
    op.create_table(
        "bounced_address",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", types.UTCDateTime(), nullable=False),
        sa.Column("paused_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_bounced_address_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "address", name=op.f("pk_bounced_address")),
    )


def mute() -> None:
    op.create_table(
        "mute",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"], ["entry.workspace_id", "entry.id"], name=op.f("fk_mute_workspace_id_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_mute_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_mute_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "member_id", name=op.f("pk_mute")),
    )
