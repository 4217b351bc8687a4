"""All tables. Who may see which rows comes with the next one."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_organization_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("email", name="uq_account_email"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process_id", name="pk_heartbeat"),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_subject", "sign_in_attempt", ["subject"], unique=False)
    op.create_table(
        "account_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_token_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_token"),
        sa.UniqueConstraint("token_hash", name="uq_account_token_token_hash"),
    )
    op.create_index("ix_account_token_account_id", "account_token", ["account_id"], unique=False)
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_data_key_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_data_key"),
        sa.UniqueConstraint("organization_id", "number", name="uq_data_key_organization_id_number"),
    )
    op.create_index("ix_data_key_organization_id", "data_key", ["organization_id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_idempotency_key_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency_key"),
        sa.UniqueConstraint(
            "organization_id", "actor_id", "key", name="uq_idempotency_key_organization_id_actor_id_key"
        ),
    )
    op.create_index("ix_idempotency_key_expires_at", "idempotency_key", ["expires_at"], unique=False)
    op.create_index(
        "ix_idempotency_key_organization_id", "idempotency_key", ["organization_id"], unique=False
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_invitation_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_organization_id", "invitation", ["organization_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("to_address", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_mail_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
        sa.UniqueConstraint("key", name="uq_mail_key"),
    )
    op.create_index("ix_mail_recent", "mail", ["organization_id", "created_at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("last_workspace_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_membership_account_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_membership_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.UniqueConstraint("organization_id", "account_id", name="uq_membership_organization_id_account_id"),
        sa.UniqueConstraint("organization_id", "id", name="uq_membership_organization_id_id"),
    )
    op.create_index("ix_membership_account_id", "membership", ["account_id"], unique=False)
    op.create_index("ix_membership_organization_id", "membership", ["organization_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_notification_account_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_notification_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
    )
    op.create_index("ix_notification_account_id", "notification", ["account_id"], unique=False)
    op.create_index("ix_notification_organization_id", "notification", ["organization_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "available_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_outbox_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["available_at", "id"],
        unique=False,
        postgresql_where=sa.text("delivered_at is null"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_account_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_sign_in_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"], unique=False)
    op.create_index("ix_sign_in_organization_id", "sign_in", ["organization_id"], unique=False)
    op.create_table(
        "usage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_usage_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_usage"),
    )
    op.create_index("ix_usage_day", "usage", ["organization_id", "kind", "used_at"], unique=False)
    op.create_index("ix_usage_organization_id", "usage", ["organization_id"], unique=False)
    op.create_table(
        "workspace",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("timezone", sa.String(60), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("emergency_number", sa.String(20), nullable=False),
        sa.Column("opening_hours", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("branding", postgresql.JSONB(), nullable=False),
        sa.Column("allowed_domains", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_offset_seconds", sa.Integer(), nullable=False),
        sa.Column("onboarding", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'", name="ck_workspace_slug_form"),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_workspace_organization_id_parent_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_workspace_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sa.UniqueConstraint("organization_id", "id", name="uq_workspace_organization_id_id"),
        sa.UniqueConstraint("slug", name="uq_workspace_slug"),
    )
    op.create_index("ix_workspace_organization_id", "workspace", ["organization_id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("start", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_api_key_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("token_hash", name="uq_api_key_token_hash"),
    )
    op.create_index("ix_api_key_organization_id", "api_key", ["organization_id"], unique=False)
    op.create_index("ix_api_key_workspace_id", "api_key", ["workspace_id"], unique=False)
    op.create_table(
        "assistant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("product_type", sa.String(40), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_assistant_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assistant"),
        sa.UniqueConstraint("organization_id", "id", name="uq_assistant_organization_id_id"),
    )
    op.create_index("ix_assistant_organization_id", "assistant", ["organization_id"], unique=False)
    op.create_index("ix_assistant_workspace_id", "assistant", ["workspace_id"], unique=False)
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_customer_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("organization_id", "id", name="uq_customer_organization_id_id"),
    )
    op.create_index("ix_customer_organization_id", "customer", ["organization_id"], unique=False)
    op.create_index("ix_customer_workspace_id", "customer", ["workspace_id"], unique=False)
    op.create_table(
        "holiday",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_holiday_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_holiday"),
        sa.UniqueConstraint("workspace_id", "on_date", name="uq_holiday_workspace_id_on_date"),
    )
    op.create_index("ix_holiday_organization_id", "holiday", ["organization_id"], unique=False)
    op.create_index("ix_holiday_workspace_id", "holiday", ["workspace_id"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("specialty", sa.String(100), nullable=False),
        sa.Column("hours", postgresql.JSONB(), nullable=False),
        sa.Column("dates", postgresql.JSONB(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_resource_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_resource"),
        sa.UniqueConstraint("number", name="uq_resource_number"),
        sa.UniqueConstraint("organization_id", "id", name="uq_resource_organization_id_id"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_resource_workspace_id_name"),
    )
    op.create_index("ix_resource_organization_id", "resource", ["organization_id"], unique=False)
    op.create_index("ix_resource_workspace_id", "resource", ["workspace_id"], unique=False)
    op.create_table(
        "assistant_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("assistant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "assistant_id"],
            ["assistant.organization_id", "assistant.id"],
            name="fk_assistant_version_organization_id_assistant_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assistant_version"),
        sa.UniqueConstraint("assistant_id", "number", name="uq_assistant_version_assistant_id_number"),
    )
    op.create_index("ix_assistant_version_assistant_id", "assistant_version", ["assistant_id"], unique=False)
    op.create_index(
        "ix_assistant_version_organization_id", "assistant_version", ["organization_id"], unique=False
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("assistant_id", sa.Uuid(), nullable=False),
        sa.Column("assistant_version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("handled_by", sa.String(40), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("pending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending_by", sa.Uuid(), nullable=True),
        sa.Column("dialogue", postgresql.JSONB(), nullable=False),
        sa.Column("context", postgresql.JSONB(), nullable=False),
        sa.Column("instruction", sa.String(), nullable=False),
        sa.Column("sentiment", sa.Float(), nullable=True),
        sa.Column("last_words", sa.String(), nullable=False),
        sa.Column("has_escalated", sa.Boolean(), nullable=False),
        sa.Column("client_ip_hash", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("disposition", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "assistant_id"],
            ["assistant.organization_id", "assistant.id"],
            name="fk_conversation_organization_id_assistant_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name="fk_conversation_organization_id_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "previous_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_conversation_organization_id_previous_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_conversation_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("organization_id", "id", name="uq_conversation_organization_id_id"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_conversation_customer_id", "conversation", ["customer_id"], unique=False)
    op.create_index(
        "ix_conversation_open",
        "conversation",
        ["started_at"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_conversation_previous_id", "conversation", ["previous_id"], unique=False)
    op.create_index(
        "ix_conversation_recent",
        "conversation",
        ["workspace_id", sa.literal_column("started_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name="fk_record_organization_id_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_record_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint(
            "workspace_id", "kind", "reference", name="uq_record_workspace_id_kind_reference"
        ),
    )
    op.create_index("ix_record_customer_id", "record", ["customer_id"], unique=False)
    op.create_index("ix_record_organization_id", "record", ["organization_id"], unique=False)
    op.create_index("ix_record_workspace_id", "record", ["workspace_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occupies", postgresql.INT8RANGE(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("occupies"), "&&"),
            where=sa.text("status = 'booked'"),
            using="gist",
            name="ex_appointment_overlap",
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ck_appointment_ends_after_it_starts"),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_appointment_organization_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name="fk_appointment_organization_id_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "resource_id"],
            ["resource.organization_id", "resource.id"],
            name="fk_appointment_organization_id_resource_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_appointment_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("workspace_id", "reference", name="uq_appointment_workspace_id_reference"),
    )
    op.create_index("ix_appointment_conversation_id", "appointment", ["conversation_id"], unique=False)
    op.create_index("ix_appointment_customer_id", "appointment", ["customer_id"], unique=False)
    op.create_index("ix_appointment_organization_id", "appointment", ["organization_id"], unique=False)
    op.create_index("ix_appointment_resource_id", "appointment", ["resource_id"], unique=False)
    op.create_index("ix_appointment_when", "appointment", ["workspace_id", "starts_at", "id"], unique=False)
    op.create_index("ix_appointment_workspace_id", "appointment", ["workspace_id"], unique=False)
    op.create_table(
        "command",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_command_organization_id_conversation_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
    )
    op.create_index("ix_command_conversation_id", "command", ["conversation_id"], unique=False)
    op.create_index("ix_command_organization_id", "command", ["organization_id"], unique=False)
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_by_name", sa.String(200), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("disposition", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_escalation_organization_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_escalation_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
    )
    op.create_index("ix_escalation_conversation_id", "escalation", ["conversation_id"], unique=False)
    op.create_index("ix_escalation_organization_id", "escalation", ["organization_id"], unique=False)
    op.create_index(
        "ix_escalation_waiting", "escalation", ["workspace_id", "urgency", "opened_at"], unique=False
    )
    op.create_index("ix_escalation_workspace_id", "escalation", ["workspace_id"], unique=False)
    op.create_index(
        "uq_escalation_open",
        "escalation",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("resolved_at is null"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_note_organization_id_conversation_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_conversation_id", "note", ["conversation_id"], unique=False)
    op.create_index("ix_note_organization_id", "note", ["organization_id"], unique=False)
    op.create_table(
        "personal_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "customer_id is not null or conversation_id is not null", name="ck_personal_value_about_somebody"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_personal_value_organization_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customer.organization_id", "customer.id"],
            name="fk_personal_value_organization_id_customer_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name="fk_personal_value_organization_id_workspace_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_personal_value"),
    )
    op.create_index("ix_personal_value_conversation_id", "personal_value", ["conversation_id"], unique=False)
    op.create_index("ix_personal_value_customer_id", "personal_value", ["customer_id"], unique=False)
    op.create_index(
        "ix_personal_value_lookup", "personal_value", ["workspace_id", "kind", "fingerprint"], unique=False
    )
    op.create_index("ix_personal_value_organization_id", "personal_value", ["organization_id"], unique=False)
    op.create_index("ix_personal_value_workspace_id", "personal_value", ["workspace_id"], unique=False)
    op.create_table(
        "timeline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("actor_kind", sa.String(40), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_timeline_organization_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_timeline_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timeline"),
    )
    op.create_index("ix_timeline_conversation_id", "timeline", ["conversation_id"], unique=False)
    op.create_index("ix_timeline_organization_id", "timeline", ["organization_id"], unique=False)
    op.create_index("ix_timeline_workspace_id", "timeline", ["workspace_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(40), nullable=False),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("generated", sa.String(), nullable=True),
        sa.Column("delivered", sa.String(), nullable=True),
        sa.Column("client_turn_id", sa.String(100), nullable=True),
        sa.Column("answers", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("asks", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("offers", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("tells", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("quick_replies", postgresql.JSONB(), nullable=False),
        sa.Column("card", postgresql.JSONB(), nullable=True),
        sa.Column("why", postgresql.JSONB(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("sentiment", sa.Float(), nullable=True),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cut_off_at", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(speaker = 'agent' and answers is not null) <= (outcome is not null)", name="ck_turn_has_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "answers"],
            ["turn.organization_id", "turn.id"],
            name="fk_turn_organization_id_answers",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_turn_organization_id_conversation_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_turn_conversation_id_seq"),
        sa.UniqueConstraint("organization_id", "id", name="uq_turn_organization_id_id"),
    )
    op.create_index(
        "ix_turn_words",
        "turn",
        [sa.literal_column("to_tsvector('simple', coalesce(delivered, ''))")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "uq_turn_answers", "turn", ["answers"], unique=True, postgresql_where=sa.text("answers is not null")
    )
    op.create_index(
        "uq_turn_client_turn_id",
        "turn",
        ["conversation_id", "client_turn_id"],
        unique=True,
        postgresql_where=sa.text("client_turn_id is not null"),
    )
    op.create_table(
        "typing",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_typing_organization_id_conversation_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "party", name="pk_typing"),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_typing_organization_id", "typing", ["organization_id"], unique=False)
    op.create_table(
        "tool_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(80), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("tells", sa.String(80), nullable=False),
        sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "conversation_id"],
            ["conversation.organization_id", "conversation.id"],
            name="fk_tool_run_organization_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "turn_id"],
            ["turn.organization_id", "turn.id"],
            name="fk_tool_run_organization_id_turn_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tool_run"),
        sa.UniqueConstraint("organization_id", "key", name="uq_tool_run_organization_id_key"),
        sa.UniqueConstraint("turn_id", "step", name="uq_tool_run_turn_id_step"),
    )
    op.create_index("ix_tool_run_conversation_id", "tool_run", ["conversation_id"], unique=False)
    op.create_index("ix_tool_run_organization_id", "tool_run", ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_tool_run_organization_id", table_name="tool_run")
    op.drop_index("ix_tool_run_conversation_id", table_name="tool_run")
    op.drop_table("tool_run")
    op.drop_index("ix_typing_organization_id", table_name="typing")
    op.drop_table("typing")
    op.drop_index(
        "uq_turn_client_turn_id", table_name="turn", postgresql_where=sa.text("client_turn_id is not null")
    )
    op.drop_index("uq_turn_answers", table_name="turn", postgresql_where=sa.text("answers is not null"))
    op.drop_index("ix_turn_words", table_name="turn", postgresql_using="gin")
    op.drop_table("turn")
    op.drop_index("ix_timeline_workspace_id", table_name="timeline")
    op.drop_index("ix_timeline_organization_id", table_name="timeline")
    op.drop_index("ix_timeline_conversation_id", table_name="timeline")
    op.drop_table("timeline")
    op.drop_index("ix_personal_value_workspace_id", table_name="personal_value")
    op.drop_index("ix_personal_value_organization_id", table_name="personal_value")
    op.drop_index("ix_personal_value_lookup", table_name="personal_value")
    op.drop_index("ix_personal_value_customer_id", table_name="personal_value")
    op.drop_index("ix_personal_value_conversation_id", table_name="personal_value")
    op.drop_table("personal_value")
    op.drop_index("ix_note_organization_id", table_name="note")
    op.drop_index("ix_note_conversation_id", table_name="note")
    op.drop_table("note")
    op.drop_index(
        "uq_escalation_open", table_name="escalation", postgresql_where=sa.text("resolved_at is null")
    )
    op.drop_index("ix_escalation_workspace_id", table_name="escalation")
    op.drop_index("ix_escalation_waiting", table_name="escalation")
    op.drop_index("ix_escalation_organization_id", table_name="escalation")
    op.drop_index("ix_escalation_conversation_id", table_name="escalation")
    op.drop_table("escalation")
    op.drop_index("ix_command_organization_id", table_name="command")
    op.drop_index("ix_command_conversation_id", table_name="command")
    op.drop_table("command")
    op.drop_index("ix_appointment_workspace_id", table_name="appointment")
    op.drop_index("ix_appointment_when", table_name="appointment")
    op.drop_index("ix_appointment_resource_id", table_name="appointment")
    op.drop_index("ix_appointment_organization_id", table_name="appointment")
    op.drop_index("ix_appointment_customer_id", table_name="appointment")
    op.drop_index("ix_appointment_conversation_id", table_name="appointment")
    op.drop_table("appointment")
    op.drop_index("ix_record_workspace_id", table_name="record")
    op.drop_index("ix_record_organization_id", table_name="record")
    op.drop_index("ix_record_customer_id", table_name="record")
    op.drop_table("record")
    op.drop_index("ix_conversation_recent", table_name="conversation")
    op.drop_index("ix_conversation_previous_id", table_name="conversation")
    op.drop_index(
        "ix_conversation_open", table_name="conversation", postgresql_where=sa.text("ended_at is null")
    )
    op.drop_index("ix_conversation_customer_id", table_name="conversation")
    op.drop_table("conversation")
    op.drop_index("ix_assistant_version_organization_id", table_name="assistant_version")
    op.drop_index("ix_assistant_version_assistant_id", table_name="assistant_version")
    op.drop_table("assistant_version")
    op.drop_index("ix_resource_workspace_id", table_name="resource")
    op.drop_index("ix_resource_organization_id", table_name="resource")
    op.drop_table("resource")
    op.drop_index("ix_holiday_workspace_id", table_name="holiday")
    op.drop_index("ix_holiday_organization_id", table_name="holiday")
    op.drop_table("holiday")
    op.drop_index("ix_customer_workspace_id", table_name="customer")
    op.drop_index("ix_customer_organization_id", table_name="customer")
    op.drop_table("customer")
    op.drop_index("ix_assistant_workspace_id", table_name="assistant")
    op.drop_index("ix_assistant_organization_id", table_name="assistant")
    op.drop_table("assistant")
    op.drop_index("ix_api_key_workspace_id", table_name="api_key")
    op.drop_index("ix_api_key_organization_id", table_name="api_key")
    op.drop_table("api_key")
    op.drop_index("ix_workspace_organization_id", table_name="workspace")
    op.drop_table("workspace")
    op.drop_index("ix_usage_organization_id", table_name="usage")
    op.drop_index("ix_usage_day", table_name="usage")
    op.drop_table("usage")
    op.drop_index("ix_sign_in_organization_id", table_name="sign_in")
    op.drop_index("ix_sign_in_account_id", table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_outbox_ready", table_name="outbox", postgresql_where=sa.text("delivered_at is null"))
    op.drop_table("outbox")
    op.drop_index("ix_notification_organization_id", table_name="notification")
    op.drop_index("ix_notification_account_id", table_name="notification")
    op.drop_table("notification")
    op.drop_index("ix_membership_organization_id", table_name="membership")
    op.drop_index("ix_membership_account_id", table_name="membership")
    op.drop_table("membership")
    op.drop_index("ix_mail_recent", table_name="mail")
    op.drop_table("mail")
    op.drop_index("ix_invitation_organization_id", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_idempotency_key_organization_id", table_name="idempotency_key")
    op.drop_index("ix_idempotency_key_expires_at", table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index("ix_data_key_organization_id", table_name="data_key")
    op.drop_table("data_key")
    op.drop_index("ix_account_token_account_id", table_name="account_token")
    op.drop_table("account_token")
    op.drop_index("ix_sign_in_attempt_subject", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("organization")
    op.drop_table("heartbeat")
    op.drop_table("account")
