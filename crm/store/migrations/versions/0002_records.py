"""Companies, contacts and profiles, their files, the status list and the words that find them.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.store import types
from crm.store.policies import protect

revision = "0002"
down_revision = "0001"

FENCED = ("record", "company", "contact", "profile", "document", "status_option", "word")


def upgrade() -> None:
    record()
    company()
    contact()
    profile()
    document()
    status_option()
    word()
    protect(op, FENCED)


def downgrade() -> None:
    for table in ("word", "status_option", "document", "profile", "contact", "company", "record"):
        op.drop_table(table)


def record() -> None:
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
    )
    op.create_index(op.f("ix_record_workspace_id_company_id"), "record", ["workspace_id", "company_id"], unique=False)
    op.create_index(op.f("ix_record_workspace_id_owner_id"), "record", ["workspace_id", "owner_id"], unique=False)


def company() -> None:
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
    )


def contact() -> None:
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
    )


def profile() -> None:
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
    )


def document() -> None:
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
    )
    op.create_index(op.f("ix_document_workspace_id_entry_id"), "document", ["workspace_id", "entry_id"], unique=False)
    op.create_index(op.f("ix_document_workspace_id_record_id"), "document", ["workspace_id", "record_id"], unique=False)


def status_option() -> None:
    op.create_table(
        "status_option",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("labels", types.Json, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_status_option_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_status_option")),
    )


def word() -> None:
    op.create_table(
        "word",
        sa.Column("workspace_id", types.BigInt, nullable=False),
        sa.Column("word", types.Word, nullable=False),
        sa.Column("record_id", types.BigInt, nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("owner_id", types.BigInt, nullable=True),
        sa.Column("fellows", types.BigInt, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "record_id"],
            ["record.workspace_id", "record.id"],
            name=op.f("fk_word_workspace_id_record_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_word_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "word", "record_id", name=op.f("pk_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_word_owner", "word", ["workspace_id", "owner_id", "word", "record_id"], unique=False)
    op.create_index("ix_word_record", "word", ["workspace_id", "record_id", "word"], unique=False)
