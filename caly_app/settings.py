"""Everything that differs between machines. Read from the environment, once.

docs/settings.md is made from the descriptions below; a test keeps it true.
"""

import os
import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, PrivateAttr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def _or_plain(name: str) -> AliasChoices:
    """Names that everybody uses are understood without our prefix, too."""
    return AliasChoices(f"CALY_{name}", name)


class Settings(BaseSettings):
    """Blank values count as not set. The command line may replace some by `use`, before anyone reads them."""

    model_config = SettingsConfigDict(
        env_prefix="CALY_",
        env_ignore_empty=True,
        extra="ignore",
        validate_assignment=True,
        populate_by_name=True,
    )

    _replaced: set[str] = PrivateAttr(default_factory=set)

    # -- where
    data_dir: Path = Field(
        ROOT / ".caly", description="Folder for the embedded database, keys and logs (`--data`)."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on (`--host`).")
    port: int = Field(
        default=3000, ge=1, le=65535, description="Port of the web, the API and the chat (`--port`)."
    )
    public_url: str = Field(
        default="",
        description="Address under which people reach this Caly; blank: `http://` and host and port.",
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Proxies whose X-Forwarded headers are believed: addresses or networks, comma-separated.",
    )
    cookie_secure: bool | None = Field(
        default=None, description="Cookies by https only; blank: yes if the public URL is https."
    )

    # -- the database
    database_url: str = Field(
        repr=False,
        default="",
        validation_alias=_or_plain("DATABASE_URL"),
        description="Postgres >= 16 with pgvector, as the role that meets row security; blank: the embedded "
        "one. Where it is the only one of the three, it is taken for the owner's; `./caly migrate "
        "--create-roles` makes the other roles.",
    )
    database_owner_url: str = Field(
        repr=False, default="", description="The same database as the role that owns the tables and migrates."
    )
    database_admin_url: str = Field(
        repr=False,
        default="",
        description="The same database as the role that passes row security (sweeper, look-ups by slug).",
    )
    database_pool_size: int = Field(
        default=20, ge=1, description="Connections each process keeps to the database."
    )
    database_port: int = Field(
        0, ge=0, le=65535, description="Port of the embedded database; 0: any free one."
    )

    # -- secrets
    given_secret_key: str = Field(
        repr=False,
        default="",
        validation_alias="CALY_SECRET_KEY",
        description="Signs customers' tokens and wraps the keys of personal values; blank: made once and "
        "kept in the data folder. Several machines need the same one.",
    )

    # -- a language model
    model_key: str = Field(
        repr=False,
        default="",
        validation_alias=AliasChoices("CALY_MODEL_KEY", "OPENAI_API_KEY"),
        description="Key of the language model; blank with a blank address: Caly works without one.",
    )
    model_url: str = Field(
        default="",
        description="Address of any server that speaks OpenAI's chat completions, as "
        "`http://127.0.0.1:11434/v1`; blank: OpenAI's own.",
    )
    model_name: str = Field(default="gpt-4.1-mini", description="Which model is asked.")
    model_name_small: str = Field(
        default="",
        description="A cheaper one of the same server, that is asked first what a customer means; blank: "
        "the same one is.",
    )
    model_private_urls: bool = Field(
        default=False,
        description="Whether a workspace may name a model on this machine or its network: yes only where "
        "all admins may reach what is there.",
    )
    model_price_in: float = Field(
        default=0.4,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens that are sent, for budgets.",
    )
    model_price_out: float = Field(
        default=1.6,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens that come back.",
    )
    model_small_price_in: float = Field(
        default=0.1,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens that the cheaper one is sent.",
    )
    model_small_price_out: float = Field(
        default=0.4,
        ge=0,
        allow_inf_nan=False,
        description="US dollars for a million tokens that come back from it.",
    )
    model_budget_conversation: float = Field(
        default=0.7,
        ge=0,
        allow_inf_nan=False,
        description="US dollars a conversation may cost; then it does without.",
    )
    model_budget_workspace_day: float = Field(
        default=50.0,
        ge=0,
        allow_inf_nan=False,
        description="The same for a workspace on one day (UTC).",
    )
    model_budget_shadow_day: float = Field(
        default=1.0,
        ge=0,
        allow_inf_nan=False,
        description="US dollars that candidates, which read beside the live one, may cost a workspace on one "
        "day (UTC).",
    )
    model_tokens_conversation: int = Field(
        default=2_000_000,
        ge=0,
        description="Tokens, sent and received, that a conversation may use; then it does without, whatever "
        "it has cost. It also bounds a model that costs nothing.",
    )
    model_tokens_workspace_day: int = Field(
        default=150_000_000, ge=0, description="The same for a workspace on one day (UTC)."
    )
    model_tokens_shadow_day: int = Field(
        default=3_000_000,
        ge=0,
        description="Tokens that candidates may use for a workspace on one day (UTC).",
    )

    # -- servers of a business's own
    connection_private_urls: bool = Field(
        default=False,
        description="Whether a workspace may name a server of its own on this machine or its network, and "
        "by http: yes only where all admins may reach what is there.",
    )

    # -- scenarios
    scenarios_key: str = Field(
        repr=False,
        default="",
        description="API key with the scope `scenarios.play`, for `./caly scenarios --against` (`--key`).",
    )

    # -- mail
    smtp_host: str = Field(
        default="", description="Mail server; blank: mail is kept, and read by `./caly mail`."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How mail travels to the server."
    )
    smtp_user: str = Field(default="", description="Name to sign in to the mail server with; blank: without.")
    smtp_password: str = Field(repr=False, default="", description="Password for the mail server.")
    mail_from: str = Field(default="Caly <caly@localhost>", description="Sender of our mail.")

    # -- text messages
    sms_account: str = Field(
        default="",
        description="Account (SID) at Twilio, or at whoever speaks its REST protocol for messages; blank: "
        "text messages are kept, and read by `./caly mail`.",
    )
    sms_token: str = Field(repr=False, default="", description="Auth token of that account.")
    sms_from: str = Field(
        default="",
        description="Sender of our text messages: a number as `+12125550100`, a name where those who get it "
        "may be sent one, or the SID of a messaging service.",
    )
    sms_url: str = Field(
        default="https://api.twilio.com",
        description="Address of the gateway for text messages: by https, on the public internet or on this "
        "very machine.",
    )

    # -- more than one process
    redis_url: str = Field(
        repr=False,
        default="",
        validation_alias=_or_plain("REDIS_URL"),
        description="Redis for the state of open pages, for several web processes.",
    )

    # -- limits
    limit_escalations_per_hour: int = Field(
        default=500, ge=1, description="Escalations an hour, per organization."
    )
    limit_requests_per_minute: int = Field(
        default=1000, ge=1, description="API requests a minute, per organization."
    )
    limit_messages_per_minute: int = Field(
        default=100, ge=1, description="Messages a minute, per conversation."
    )
    limit_anonymous_requests_per_minute: int = Field(
        default=300,
        ge=1,
        description="Requests a minute from one address which nobody has signed (new chats, sign-ups).",
    )
    limit_failed_sign_ins: int = Field(
        10, ge=1, description="Failed sign-ins in five minutes, per account and address."
    )
    limit_message_characters: int = Field(
        default=4000, ge=1, description="Length of one message of a customer."
    )
    limit_request_bytes: int = Field(default=2_000_000, ge=1000, description="Size of one API request.")

    # -- how long things last
    sign_in_days: int = Field(default=30, ge=1, description="How long a person stays signed in.")
    conversation_silence_hours: int = Field(
        default=24, ge=1, description="Silence after which a conversation ends."
    )

    # -- the process
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is written to the logs."
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="`auto`: text for people, JSON else."
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("database_url", "database_owner_url", "database_admin_url")
    @classmethod
    def _plain(cls, value: str) -> str:
        """As libpq wants it, whichever driver's name stands before the colon."""
        return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", value)

    @field_validator("sms_url")
    @classmethod
    def _not_open_to_see(cls, value: str) -> str:
        """An account's token goes along: in the clear only where it does not leave this machine."""
        parts = urlsplit(value)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
            raise ValueError("must begin with https://")
        return value.rstrip("/")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    def use(self, **values: object) -> None:
        """For the command line and tests: replaces what the environment said."""
        for name, value in values.items():
            setattr(self, name, value)
            self._replaced.add(name)
        self.__dict__.pop("secret_key", None)

    def environment(self, **more: str) -> dict[str, str]:
        """For a process that we start: our own, what `use` has replaced, and `more`."""
        replaced = {f"CALY_{name.upper()}": str(getattr(self, name)) for name in sorted(self._replaced)}
        return {**os.environ, **replaced, **more}

    @property
    def has_model(self) -> bool:
        return bool(self.model_key or self.model_url)

    @property
    def has_texts(self) -> bool:
        return bool(self.sms_account)

    @property
    def address(self) -> str:
        """Where people reach us, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def cookies_are_secure(self) -> bool:
        return self.address.startswith("https://") if self.cookie_secure is None else self.cookie_secure

    @property
    def demo_file(self) -> Path:
        """What the demo of this data folder is opened with: read by its owner only."""
        return self.data_dir / "demo.json"

    @cached_property
    def secret_key(self) -> str:
        """Given, or made once for this data folder: two processes that make it at once get the same."""
        return self.given_secret_key or _kept_secret(self.data_dir / "secret_key")


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(new, file)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return file.read_text().strip()


settings = Settings()
