"""All settings: what each room declares, composed into one tree, with the rules that span them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assay.app.addresses import parse_listen
from assay.app.configuration.loading import Loaded, Sources, load
from assay.app.configuration.setting import RefusedSetting, Setting
from assay.app.configuration.tree import secret
from assay.app.contradictions import CONTRADICTIONS
from assay.app.issuer import issuer_defect
from assay.outbound.inspection.settings import InspectionSettings
from assay.server.administration.password_policy import PasswordSettings
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.client_authentication.failures import FailureLimits
from assay.server.client_authentication.requests import RequestLimits
from assay.server.device.settings import DeviceFlowSettings
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.end_user_authentication.session_settings import SessionSettings
from assay.server.end_user_authentication.throttle import ThrottleSettings
from assay.server.endpoints.refusal_reports import ReportLimits
from assay.server.issuance.grant_ids import StatusListSettings
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.signing_keys import KeySettings
from assay.server.mail.settings import MailSettings
from assay.server.outbox.retrying import OutboxSettings
from assay.server.passkeys.settings import PasskeySettings
from assay.server.refusals.flood import FloodLimits
from assay.server.refusals.reading import ReadingLimits
from assay.storage.postgresql_settings import PostgresqlSettings
from assay.storage.retention import Retention
from assay.web.pages.brand import PageSettings
from assay.web.settings import WebSettings

_MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class LogSettings:
    """`format` is JSON lines, readable lines, or (auto) readable exactly on a terminal."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"


@dataclass(frozen=True, slots=True)
class LogoutSettings:
    """`private_hosts` are the clients' host names that may have an address inside a private network to be told of a logout."""

    private_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    """Where `/metrics` is served, as `HOST:PORT`; empty for nowhere. Never on the public listener."""

    listen: str = ""


@dataclass(frozen=True, slots=True)
class AdminSettings:
    """Where the admin API is served, as `HOST:PORT`; empty for nowhere. Never on the public listener."""

    listen: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One field per setting; sections are the rooms'.

    `key_encryption_key_file` is empty for `$CREDENTIALS_DIRECTORY/assay-key-encryption-key`. A relative path in a file
    counts from that file, elsewhere from the working directory. `shutdown_seconds` is how long requests in flight may
    take when the server ends. `insecure_accept_earlier_clock` starts at the machine's time even where the store has seen a
    later one.
    """

    issuer: str = ""
    listen: str = "localhost:8400"
    database_url: str = secret("sqlite:assay.db")
    key_encryption_key_file: str = ""
    older_key_encryption_key_files: tuple[str, ...] = ()
    insecure_readable_key_file: bool = False
    insecure_accept_earlier_clock: bool = False
    workers: int = 1
    shutdown_seconds: float = 4.0
    web: WebSettings = field(default_factory=WebSettings)
    pages: PageSettings = field(default_factory=PageSettings)
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    status_lists: StatusListSettings = field(default_factory=StatusListSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    authorization: AuthorizationSettings = field(default_factory=lambda: AuthorizationSettings(issuer=""))
    client_authentication: FailureLimits = field(default_factory=FailureLimits)
    client_requests: RequestLimits = field(default_factory=RequestLimits)
    session: SessionSettings = field(default_factory=SessionSettings)
    passwords: PasswordSettings = field(default_factory=PasswordSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    factors: FactorPolicy = field(default_factory=FactorPolicy)
    sign_in: ThrottleSettings = field(default_factory=ThrottleSettings)
    passkeys: PasskeySettings = field(default_factory=PasskeySettings)
    refusals: FloodLimits = field(default_factory=FloodLimits)
    refusal_reading: ReadingLimits = field(default_factory=ReadingLimits)
    refusal_reports: ReportLimits = field(default_factory=ReportLimits)
    logout: LogoutSettings = field(default_factory=LogoutSettings)
    device: DeviceFlowSettings = field(default_factory=DeviceFlowSettings)
    outbox: OutboxSettings = field(default_factory=OutboxSettings)
    inspection: InspectionSettings = field(default_factory=InspectionSettings)
    postgresql: PostgresqlSettings = field(default_factory=PostgresqlSettings)
    retention: Retention = field(default_factory=Retention)
    log: LogSettings = field(default_factory=LogSettings)
    admin: AdminSettings = field(default_factory=AdminSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)


def load_settings(sources: Sources | None = None) -> Loaded[Settings]:
    """Read the settings. Raises `ConfigurationRefused` with everything that is wrong."""
    rules = (_issuer, _listeners, _database, _workers, _proxies, _logo, *CONTRADICTIONS)
    return load(Settings, sources or Sources(), rules)


def on_postgresql(database_url: str) -> bool:
    """Whether this is the URL of a PostgreSQL database."""
    return database_url.startswith(("postgresql://", "postgres://"))


def relaxations(loaded: Loaded[Settings]) -> tuple[Setting, ...]:
    """The relaxations in force: settings named `insecure_…` that are on."""
    return tuple(one for one in loaded.settings if one.path[-1].startswith("insecure_") and one.value)


def _issuer(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    issuer = settings["issuer"]
    defect = issuer_defect(issuer.value)
    if defect is None:
        return []
    return [
        RefusedSetting(
            issuer.origin, "issuer", defect, "an https URL, or http on localhost, without a slash at its end"
        )
    ]


def _listeners(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    refused = []
    for name in ("listen", "metrics.listen", "admin.listen"):
        one = settings[name]
        try:
            if one.value or name == "listen":
                parse_listen(one.value)
        except ValueError:
            refused.append(RefusedSetting(one.origin, name, repr(one.value), "HOST:PORT, as in localhost:8400"))
    return refused


def _database(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    one = settings["database_url"]
    if (one.value.startswith("sqlite:") and one.value != "sqlite:") or on_postgresql(one.value):
        return []
    expected = "sqlite:PATH, as in sqlite:assay.db, or postgresql://USER@HOST/DATABASE"
    return [RefusedSetting(one.origin, "database_url", "a value (not shown)", expected)]


def _workers(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    one = settings["workers"]
    if not 1 <= one.value <= _MOST_WORKERS:
        return [RefusedSetting(one.origin, "workers", str(one.value), f"1 to {_MOST_WORKERS}")]
    if one.value == 1 or on_postgresql(settings["database_url"].value):
        return []
    seen = f"{one.value} processes on SQLite, which has one writer"
    return [RefusedSetting(one.origin, "workers", seen, "1; several processes need PostgreSQL (database_url)")]


def _proxies(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    from assay.web.peer import peer_finder

    one = settings["web.trusted_proxies"]
    try:
        peer_finder(one.value)
    except ValueError as error:
        return [RefusedSetting(one.origin, one.name, str(error), "addresses or networks, as in 10.0.0.0/8")]
    return []


def _logo(settings: Mapping[str, Setting]) -> list[RefusedSetting]:
    from assay.web.pages.logo import read_logo

    one = settings["pages.logo_file"]
    try:
        if one.value:
            read_logo(one.value)
    except ValueError as error:
        expected = "the absolute path of a PNG, JPEG or WebP picture of at most 64 KiB"
        return [RefusedSetting(one.origin, one.name, f"{one.value}: {error}", expected)]
    return []
