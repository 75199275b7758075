"""Where the credentials for assuming a role come from: `source_profile` or `credential_source`, with their dead ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assay.diagnosis.aws_resolution.profiles import ProfileFiles
from assay.diagnosis.facts.quoting import quoted


class ConfigurationFault(Exception):
    """The configuration ends the search; the text says why."""


def source_of_role(
    profile: str, files: ProfileFiles, variables: Mapping[str, str], source_of_profile: Callable[[str], str | None]
) -> str:
    """The source in words. Raises `ConfigurationFault`."""
    profiles, visited = files.merged, [profile]
    while True:
        members = profiles[profile]
        source, named = members.get("credential_source"), members.get("source_profile")
        if source is not None and named is not None:
            raise ConfigurationFault(f"the profile {quoted(profile)} has both source_profile and credential_source")
        if source is not None:
            return _named_source(source, variables)
        if named is None:
            raise ConfigurationFault(f"the profile {quoted(profile)} has neither source_profile nor credential_source")
        if named not in profiles:
            raise ConfigurationFault(f"there is no profile {quoted(named)}, the source_profile of {quoted(profile)}")
        static = not {"aws_access_key_id", "aws_secret_access_key"}.isdisjoint(profiles[named])
        if named in visited and (named != profile or not static):
            raise ConfigurationFault(f"source_profile leads back to {quoted(named)}")
        visited.append(named)
        if static or not _assumes(profiles[named]):
            found = source_of_profile(named)
            if found is None:
                raise ConfigurationFault(f"the source profile {quoted(named)} has no credentials")
            return found
        profile = named


def _assumes(members: Mapping[str, str]) -> bool:
    return "role_arn" in members and "web_identity_token_file" not in members


def _named_source(source: str, variables: Mapping[str, str]) -> str:
    name = source.lower()
    if name == "environment":
        if not variables.get("AWS_ACCESS_KEY_ID") or not variables.get("AWS_SECRET_ACCESS_KEY"):
            raise ConfigurationFault("credential_source is Environment, and the variables hold no pair of keys")
        return "the environment variables"
    if name == "ecscontainer":
        if not any(
            each in variables
            for each in ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
        ):
            raise ConfigurationFault("credential_source is EcsContainer, and no AWS_CONTAINER_CREDENTIALS_… is set")
        return "the container, which is not asked here"
    if name == "ec2instancemetadata":
        if variables.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
            raise ConfigurationFault("credential_source is Ec2InstanceMetadata, and AWS_EC2_METADATA_DISABLED is true")
        return "the EC2 instance, which is not asked here"
    raise ConfigurationFault(f"there is no credential_source {quoted(source)}")
