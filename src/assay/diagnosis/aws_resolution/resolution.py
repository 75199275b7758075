"""The walk through the sources of AWS credentials, in the order of botocore: what was looked at, found, ignored and why.

Sources on the network (container, instance, STS, Identity Center) are named and never asked. The relics of the first EC2
tools and of boto 2 (AWS_CREDENTIAL_FILE, BOTO_CONFIG) are left out.
"""

from __future__ import annotations

from typing import Literal

from assay.diagnosis.aws_resolution.profiles import ProfileFiles, read_profiles
from assay.diagnosis.aws_resolution.roles import ConfigurationFault, source_of_role
from assay.diagnosis.aws_resolution.sso import sso_settings, sso_token_seen
from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted, shown_key_id
from assay.record import Record

Outcome = Literal["used", "absent", "ignored", "stopped"]


class Step(Record):
    """One source. `source` is the SDK's word for it; `stopped` means that the SDK ends there with an error."""

    source: str
    looked_at: str
    found: str
    outcome: Outcome
    because: str = ""


class Resolution(Record):
    """All steps in order. At most one of them is `used` or `stopped`; with neither, there are no credentials."""

    profile: str
    steps: tuple[Step, ...]

    @property
    def decisive(self) -> Step | None:
        """The step at which the walk ends."""
        return next((step for step in self.steps if step.outcome in {"used", "stopped"}), None)


def resolve(bundle: Bundle) -> Resolution:
    """Where an SDK takes the credentials from, given this environment, these files and the profile of the command line."""
    walk = _Walk(bundle)
    missing = walk.missing_profile()
    if missing is not None:
        return Resolution(walk.profile, (missing,))
    steps: list[Step] = []
    for look in (
        walk.environment, walk.role, walk.web_identity, walk.sso, walk.credentials_file, walk.login, walk.process,
        walk.config_file, walk.container, walk.instance,
    ):  # fmt: skip
        step = look()
        decided = next((each for each in steps if each.outcome in {"used", "stopped"}), None)
        if decided is not None and step.outcome in {"used", "stopped"}:
            ending = "stops at" if decided.outcome == "used" else "ends with an error at"
            step = Step(step.source, step.looked_at, step.found, "ignored", f"the search {ending} {decided.looked_at}")
        steps.append(step)
    return Resolution(walk.profile, tuple(steps))


class _Walk:
    """The steps, each for itself."""

    def __init__(self, bundle: Bundle) -> None:
        self.variables = bundle.environment
        self.bundle = bundle
        self.files: ProfileFiles = read_profiles(bundle)
        self.on_command_line = "--profile" in bundle.command
        self.named = self._named(bundle)
        self.profile = self.named or "default"
        self.members = self.files.merged.get(self.profile, {})

    def _named(self, bundle: Bundle) -> str | None:
        if self.on_command_line:
            return Facts(bundle).aws.profile
        # The order is botocore's; SDKs of other languages know AWS_PROFILE alone.
        return next(
            (self.variables[name] for name in ("AWS_DEFAULT_PROFILE", "AWS_PROFILE") if name in self.variables), None
        )

    @property
    def section(self) -> str:
        return f"the profile {quoted(self.profile)}"

    def missing_profile(self) -> Step | None:
        if self.named is None or self.named in self.files.merged:
            return None
        known = ", ".join(quoted(name) for name in list(self.files.merged)[:12]) or "none"
        place = f"{self.files.config_place} and {self.files.credentials_place}"
        return Step("profile", place, f"the profiles {known}", "stopped", f"there is no profile {quoted(self.named)}")

    def environment(self) -> Step:
        name, place = "env", "the environment variables"
        key_id = self.variables.get("AWS_ACCESS_KEY_ID")
        if not key_id:
            seen = "no AWS_ACCESS_KEY_ID" if key_id is None else "AWS_ACCESS_KEY_ID is set and empty"
            return Step(name, place, seen, "absent")
        found = f"AWS_ACCESS_KEY_ID {shown_key_id(key_id)}"
        if self.on_command_line:
            return Step(name, place, found, "ignored", "--profile names a profile, which leaves the variables aside")
        if not self.variables.get("AWS_SECRET_ACCESS_KEY"):
            return Step(name, place, found, "stopped", "AWS_SECRET_ACCESS_KEY is not set, and half a pair is an error")
        token = any(self.variables.get(each) for each in ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"))
        return Step(name, place, f"{found} with a secret and {'a' if token else 'no'} session token", "used")

    def role(self) -> Step:
        name, place = "assume-role", f"role_arn of {self.section}"
        if "role_arn" not in self.members:
            return Step(name, place, "none", "absent")
        found = f"role {quoted(self.members['role_arn'])}"
        if "web_identity_token_file" in self.members:
            return Step(name, place, found, "ignored", "the profile has a web_identity_token_file, so that comes next")
        try:
            source = source_of_role(self.profile, self.files, self.variables, self._profile_source)
        except ConfigurationFault as fault:
            return Step(name, place, found, "stopped", str(fault))
        return Step(name, place, f"{found} with the credentials of {source}; STS is asked for it", "used")

    def _profile_source(self, profile: str) -> str | None:
        """The source of a source profile's credentials in words, or None. Raises `ConfigurationFault`."""
        inner = _Walk(self.bundle)
        inner.profile, inner.members, inner.on_command_line = profile, self.files.merged.get(profile, {}), True
        for look in (
            inner.web_identity, inner.sso, inner.credentials_file, inner.login, inner.process, inner.config_file,
        ):  # fmt: skip
            step = look()
            if step.outcome == "stopped":
                raise ConfigurationFault(step.because)
            if step.outcome == "used":
                return step.looked_at
        return None

    def web_identity(self) -> Step:
        name = "assume-role-with-web-identity"
        file, place = self._either("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")
        if not file:
            return Step(name, place, "no token file", "absent")
        role, _ = self._either("AWS_ROLE_ARN", "role_arn")
        if not role:
            return Step(
                name,
                place,
                f"token file {quoted(file)}",
                "stopped",
                "there is no role for it (AWS_ROLE_ARN or role_arn)",
            )
        there = "" if file in self.bundle.files else ", which cannot be read"
        return Step(name, place, f"token file {quoted(file)}{there}; STS is asked for role {quoted(role)}", "used")

    def _either(self, variable: str, member: str) -> tuple[str | None, str]:
        if not self.on_command_line and variable in self.variables:
            return self.variables[variable], f"the variable {variable}"
        return self.members.get(member), f"{member} of {self.section}"

    def sso(self) -> Step:
        name, place = "sso", f"sso settings of {self.section}"
        try:
            settings = sso_settings(self.members, self.files.sso_sessions)
        except ConfigurationFault as fault:
            return Step(name, place, "settings for IAM Identity Center", "stopped", str(fault))
        if settings is None:
            return Step(name, place, "none", "absent")
        return Step(name, place, f"{settings.words}; {sso_token_seen(settings, self.bundle)}", "used")

    def credentials_file(self) -> Step:
        place = f"[{self.profile}] of {self.files.credentials_place}"
        return self._static("shared-credentials-file", place, self.files.credentials)

    def config_file(self) -> Step:
        return self._static("config-file", f"{self.section} of {self.files.config_place}", self.files.config)

    def _static(self, name: str, place: str, profiles: dict[str, dict[str, str]] | None) -> Step:
        if profiles is None:
            return Step(name, place, "no such file", "absent")
        members = profiles.get(self.profile)
        if members is None or "aws_access_key_id" not in members:
            return Step(name, place, "no such section" if members is None else "no aws_access_key_id", "absent")
        found = f"aws_access_key_id {shown_key_id(members['aws_access_key_id'])}"
        if "aws_secret_access_key" not in members:
            return Step(name, place, found, "stopped", "there is no aws_secret_access_key, and half a pair is an error")
        token = "aws_session_token" in members or "aws_security_token" in members
        return Step(name, place, f"{found} with a secret and {'a' if token else 'no'} session token", "used")

    def login(self) -> Step:
        session = self.members.get("login_session")
        found = "none" if session is None else f"a session of `aws login`, {quoted(session)}"
        return Step("login", f"login_session of {self.section}", found, "absent" if session is None else "used")

    def process(self) -> Step:
        command = self.members.get("credential_process")
        place = f"credential_process of {self.section}"
        if command is None:
            return Step("custom-process", place, "none", "absent")
        program = command.split()[0] if command.split() else ""
        return Step("custom-process", place, f"the program {quoted(program)}; it is not run here", "used")

    def container(self) -> Step:
        name, place = "container-role", "the variables AWS_CONTAINER_CREDENTIALS_…"
        for variable in ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
            if variable in self.variables:
                return Step(name, place, f"{variable} {quoted(self.variables[variable])}; it is not asked here", "used")
        return Step(name, place, "none", "absent")

    def instance(self) -> Step:
        name, place = "iam-role", "the metadata of the EC2 instance"
        if self.variables.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
            return Step(name, place, "AWS_EC2_METADATA_DISABLED is true", "absent")
        return Step(name, place, "not asked: it is on the network (169.254.169.254)", "absent")
