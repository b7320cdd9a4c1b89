"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types

revision = "0001"
down_revision = None

FENCED = (
    "channel",
    "distribution_list",
    "role",
    "source",
    "status_option",
    "channel_member",
    "member",
    "audit",
    "entry",
    "list_member",
    "record",
    "change",
    "comment",
    "company",
    "contact",
    "delivery",
    "document",
    "link",
    "participant",
    "profile",
    "subject",
    "word",
    "comment_version",
    "delivery_body",
)


def upgrade() -> None:
    tables()
    if op.get_bind().dialect.name == "postgresql":
        policies()


def policies() -> None:
    """A second wall behind the session's criterion: rows of another workspace do not exist for this transaction."""
    mine = "workspace_id = nullif(current_setting('carnet.workspace', true), '')::bigint"
    for table in FENCED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_workspace ON {table} USING ({mine}) WITH CHECK ({mine})")


def tables() -> None:
    op.create_table(
        "counter",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("next", types.BigInt, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "kind", name=op.f("pk_counter")),
    )
    op.create_table(
        "delivery_due",
        sa.Column("workspace_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("delivery_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("queued_at", types.UTCDateTime(), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("line", sa.String(length=255), nullable=False),
        sa.Column("claim", sa.String(length=255), nullable=True),
        sa.Column("leased_until", types.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name=op.f("pk_delivery_due")),
    )
    op.create_index("ix_delivery_due_line", "delivery_due", ["line", "queued_at"], unique=False)
    op.create_index("ix_delivery_due_queue", "delivery_due", ["due_at"], unique=False)
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("next_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lane")),
    )
    op.create_table(
        "reply_token",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.Column("delivery_id", types.BigInt, nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reply_token")),
    )
    op.create_index(
        op.f("ix_reply_token_workspace_id_entry_id"), "reply_token", ["workspace_id", "entry_id"], unique=False
    )
    op.create_table(
        "workspace",
        sa.Column("id", types.BigInt, nullable=False),
        sa.Column("team", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=255), server_default="en", nullable=False),
        sa.Column("zone", sa.String(length=255), server_default="UTC", nullable=False),
        sa.Column("infobox_channel", sa.String(length=255), nullable=True),
        sa.Column("bot_user", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("team", name=op.f("uq_workspace_team")),
    )
    op.create_table(
        "channel",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), server_default="", nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("synced_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_channel_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_channel")),
        info={"fenced": True},
    )
    op.create_table(
        "distribution_list",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_distribution_list_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_distribution_list")),
        info={"fenced": True},
    )
    op.create_table(
        "role",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("grants", types.Json, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_role_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_role")),
        info={"fenced": True},
    )
    op.create_table(
        "source",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("result", sa.String(length=255), nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_source_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "source", name=op.f("pk_source")),
        info={"fenced": True},
    )
    op.create_table(
        "status_option",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("labels", types.Json, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_status_option_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_status_option")),
        info={"fenced": True},
    )
    op.create_table(
        "channel_member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("channel_id", sa.String(length=255), nullable=False),
        sa.Column("slack_user", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "channel_id"],
            ["channel.workspace_id", "channel.id"],
            name=op.f("fk_channel_member_workspace_id_channel_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_channel_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "channel_id", "slack_user", name=op.f("pk_channel_member")),
        info={"fenced": True},
    )
    op.create_table(
        "member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("slack_user", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), server_default="", nullable=False),
        sa.Column("zone", sa.String(length=255), server_default="UTC", nullable=False),
        sa.Column("locale", sa.String(length=255), server_default="en", nullable=False),
        sa.Column("role", sa.String(length=255), server_default="none", nullable=False),
        sa.Column("manager_id", types.BigInt, nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("tell_by", sa.String(length=255), server_default="mail", nullable=False),
        sa.Column("updated", types.BigInt, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "role"], ["role.workspace_id", "role.name"], name=op.f("fk_member_workspace_id_role")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "slack_user", name=op.f("uq_member_workspace_id_slack_user")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_member_workspace_id_email"), "member", ["workspace_id", "email"], unique=False)
    op.create_index(op.f("ix_member_workspace_id_manager_id"), "member", ["workspace_id", "manager_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("operation", sa.String(length=255), nullable=False),
        sa.Column("actor_id", types.BigInt, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("data", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "actor_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_audit_workspace_id_actor_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_audit_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_audit")),
        info={"fenced": True},
    )
    op.create_table(
        "entry",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", types.BigInt, nullable=False),
        sa.Column("responsible_id", types.BigInt, nullable=True),
        sa.Column("occurred_at", types.UTCDateTime(), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=True),
        sa.Column("data", types.Json, nullable=True),
        sa.Column("undone_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_entry_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_entry_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_entry")),
        info={"fenced": True},
    )
    op.create_table(
        "list_member",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("list_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "list_id"],
            ["distribution_list.workspace_id", "distribution_list.id"],
            name=op.f("fk_list_member_workspace_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_list_member_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_list_member_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "list_id", "member_id", name=op.f("pk_list_member")),
        info={"fenced": True},
    )
    op.create_table(
        "record",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("number", types.BigInt, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("owner_id", types.BigInt, nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=True),
        sa.Column("company_id", types.BigInt, nullable=True),
        sa.Column("merged_into", types.BigInt, nullable=True),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_record_workspace_id_company_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_record_workspace_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_record_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_record")),
        sa.UniqueConstraint("workspace_id", "kind", "number", name=op.f("uq_record_workspace_id_kind_number")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_record_workspace_id_company_id"), "record", ["workspace_id", "company_id"], unique=False)
    op.create_index(op.f("ix_record_workspace_id_owner_id"), "record", ["workspace_id", "owner_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("audit_id", types.BigInt, nullable=True),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("field", sa.String(length=255), nullable=False),
        sa.Column("before", types.Json, nullable=True),
        sa.Column("after", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_change_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_change_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_change_workspace_id_entry_id"), "change", ["workspace_id", "entry_id"], unique=False)
    op.create_index(
        op.f("ix_change_workspace_id_record_id_field_id"),
        "change",
        ["workspace_id", "record_id", "field", "id"],
        unique=False,
    )
    op.create_table(
        "comment",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("author_id", types.BigInt, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=True),
        sa.Column("edited_at", types.UTCDateTime(), nullable=True),
        sa.Column("edit_mark", sa.String(length=255), nullable=True),
        sa.Column("deleted_at", types.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_comment_workspace_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_comment_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_comment_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_comment")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_comment_workspace_id_entry_id"), "comment", ["workspace_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_comment_workspace_id_origin"), "comment", ["workspace_id", "origin"], unique=False)
    op.create_table(
        "company",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("industry", sa.String(length=255), nullable=True),
        sa.Column("website", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("street", sa.String(length=255), nullable=True),
        sa.Column("postcode", sa.String(length=255), nullable=True),
        sa.Column("city", sa.String(length=255), nullable=True),
        sa.Column("country", sa.String(length=255), nullable=True),
        sa.Column("registration_number", sa.String(length=255), nullable=True),
        sa.Column("parent", sa.String(length=255), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["record.workspace_id", "record.id"], name=op.f("fk_company_workspace_id_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_company_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_company")),
        info={"fenced": True},
    )
    op.create_table(
        "contact",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("first_name", sa.String(length=255), nullable=True),
        sa.Column("last_name", sa.String(length=255), nullable=True),
        sa.Column("salutation", sa.String(length=255), nullable=True),
        sa.Column("function", sa.String(length=255), nullable=True),
        sa.Column("department", sa.String(length=255), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("second_email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=255), nullable=True),
        sa.Column("mobile", sa.String(length=255), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=255), nullable=True),
        sa.Column("source", sa.String(length=255), nullable=True),
        sa.Column("linkedin", sa.String(length=255), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["record.workspace_id", "record.id"], name=op.f("fk_contact_workspace_id_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_contact")),
        info={"fenced": True},
    )
    op.create_table(
        "delivery",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("comment_id", types.BigInt, nullable=True),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubtful", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.Column("due_at", types.UTCDateTime(), nullable=False),
        sa.Column("finished_at", types.UTCDateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=255), nullable=True),
        sa.Column("receipt", types.Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_delivery_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_delivery_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_delivery")),
        info={"fenced": True},
    )
    op.create_index(
        "ix_delivery_troubled",
        "delivery",
        ["workspace_id", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('failed', 'bounced')"),
        sqlite_where=sa.text("state IN ('failed', 'bounced')"),
    )
    op.create_index(op.f("ix_delivery_workspace_id_entry_id"), "delivery", ["workspace_id", "entry_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("record_id", types.BigInt, nullable=True),
        sa.Column("entry_id", types.BigInt, nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_document_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_document_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_document")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_document_workspace_id_entry_id"), "document", ["workspace_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_document_workspace_id_record_id"), "document", ["workspace_id", "record_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.String(length=255), nullable=False),
        sa.Column("entry_id", types.BigInt, nullable=False),
        sa.Column("member_id", types.BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"], ["entry.workspace_id", "entry.id"], name=op.f("fk_link_workspace_id_entry_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_link_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "place", "mark", name=op.f("pk_link")),
        info={"fenced": True},
    )
    op.create_index(op.f("ix_link_workspace_id_entry_id"), "link", ["workspace_id", "entry_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", types.BigInt, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_participant_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_participant_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_participant_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "member_id", name=op.f("pk_participant")),
        info={"fenced": True},
    )
    op.create_table(
        "profile",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("first_name", sa.String(length=255), nullable=True),
        sa.Column("last_name", sa.String(length=255), nullable=True),
        sa.Column("headline", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=255), nullable=True),
        sa.Column("city", sa.String(length=255), nullable=True),
        sa.Column("skills", sa.String(length=255), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "id"], ["record.workspace_id", "record.id"], name=op.f("fk_profile_workspace_id_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_profile_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_profile")),
        info={"fenced": True},
    )
    op.create_table(
        "subject",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("entry_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("record_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("occurred_at", types.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entry_id"],
            ["entry.workspace_id", "entry.id"],
            name=op.f("fk_subject_workspace_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_subject_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_subject_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "entry_id", "record_id", name=op.f("pk_subject")),
        info={"fenced": True},
    )
    op.create_index(
        "ix_subject_timeline", "subject", ["workspace_id", "record_id", "occurred_at", "entry_id"], unique=False
    )
    op.create_table(
        "word",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("word", types.Word, nullable=False),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("owner_id", types.BigInt, nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_word_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_word_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "word", "record_id", name=op.f("pk_word")),
        info={"fenced": True},
    )
    op.create_index("ix_word_owner", "word", ["workspace_id", "owner_id", "word"], unique=False)
    op.create_index("ix_word_record", "word", ["workspace_id", "record_id", "word"], unique=False)
    op.create_table(
        "comment_version",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("comment_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("at", types.UTCDateTime(), nullable=False),
        sa.Column("body", types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "comment_id"],
            ["comment.workspace_id", "comment.id"],
            name=op.f("fk_comment_version_workspace_id_comment_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_comment_version_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "comment_id", "at", name=op.f("pk_comment_version")),
        info={"fenced": True},
    )
    op.create_table(
        "delivery_body",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("delivery_id", types.BigInt, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["delivery.workspace_id", "delivery.id"],
            name=op.f("fk_delivery_body_workspace_id_delivery_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_delivery_body_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name=op.f("pk_delivery_body")),
        info={"fenced": True},
    )


def downgrade() -> None:
    op.drop_table("delivery_body")
    op.drop_table("comment_version")
    op.drop_index("ix_word_record", table_name="word")
    op.drop_index("ix_word_owner", table_name="word")
    op.drop_table("word")
    op.drop_index("ix_subject_timeline", table_name="subject")
    op.drop_table("subject")
    op.drop_table("profile")
    op.drop_table("participant")
    op.drop_index(op.f("ix_link_workspace_id_entry_id"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_document_workspace_id_record_id"), table_name="document")
    op.drop_index(op.f("ix_document_workspace_id_entry_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_delivery_workspace_id_entry_id"), table_name="delivery")
    op.drop_index(
        "ix_delivery_troubled",
        table_name="delivery",
        postgresql_where=sa.text("state IN ('failed', 'bounced')"),
        sqlite_where=sa.text("state IN ('failed', 'bounced')"),
    )
    op.drop_table("delivery")
    op.drop_table("contact")
    op.drop_table("company")
    op.drop_index(op.f("ix_comment_workspace_id_origin"), table_name="comment")
    op.drop_index(op.f("ix_comment_workspace_id_entry_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_index(op.f("ix_change_workspace_id_record_id_field_id"), table_name="change")
    op.drop_index(op.f("ix_change_workspace_id_entry_id"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_record_workspace_id_owner_id"), table_name="record")
    op.drop_index(op.f("ix_record_workspace_id_company_id"), table_name="record")
    op.drop_table("record")
    op.drop_table("list_member")
    op.drop_table("entry")
    op.drop_table("audit")
    op.drop_index(op.f("ix_member_workspace_id_manager_id"), table_name="member")
    op.drop_index(op.f("ix_member_workspace_id_email"), table_name="member")
    op.drop_table("member")
    op.drop_table("channel_member")
    op.drop_table("status_option")
    op.drop_table("source")
    op.drop_table("role")
    op.drop_table("distribution_list")
    op.drop_table("channel")
    op.drop_table("workspace")
    op.drop_index(op.f("ix_reply_token_workspace_id_entry_id"), table_name="reply_token")
    op.drop_table("reply_token")
    op.drop_table("lane")
    op.drop_index("ix_delivery_due_queue", table_name="delivery_due")
    op.drop_index("ix_delivery_due_line", table_name="delivery_due")
    op.drop_table("delivery_due")
    op.drop_table("counter")
