"""An issuer's key set, found through its metadata (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from assay.formats.json import JsonDefect, parse_object
from assay.outbound.document import Document, FetchFailed, Location, fetch
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier.key_sets import KeySetPolicy

OPENID_CONFIGURATION = "/.well-known/openid-configuration"


def discovered_key_set(
    issuer: str,
    *,
    metadata_url: str | None = None,
    policy: KeySetPolicy | None = None,
    private_hosts: Collection[str] = (),
    fetch_document: Callable[[Location], Document] = fetch,
) -> RemoteKeySet:
    """A key source for an issuer: each fetch reads the metadata first, so that a moved `jwks_uri` is followed.

    The metadata must name exactly this issuer. `metadata_url` is for issuers that publish it elsewhere.
    """

    def jwks_location(metadata: Document) -> Location:
        value = parse_object(metadata.body)
        if isinstance(value, JsonDefect):
            raise FetchFailed(f"the metadata is not JSON as it should be ({value.kind} {value.detail})")
        if value.get("issuer") != issuer:
            raise FetchFailed("the metadata is that of another issuer")
        jwks_uri = value.get("jwks_uri")
        if not isinstance(jwks_uri, str):
            raise FetchFailed("the metadata has no jwks_uri")
        try:
            return Location.parse(jwks_uri, private_hosts)
        except ValueError as fault:
            raise FetchFailed("the jwks_uri of the metadata is no URL that may be fetched") from fault

    def fetch_both(metadata: Location) -> Document:
        return fetch_document(jwks_location(fetch_document(metadata)))

    async def fetch_both_async(metadata: Location) -> Document:
        if fetch_document is not fetch:
            from asyncio import to_thread

            return await to_thread(fetch_both, metadata)
        from assay.outbound.async_document import fetch as fetch_async

        return await fetch_async(jwks_location(await fetch_async(metadata)))

    url = metadata_url or issuer.rstrip("/") + OPENID_CONFIGURATION
    return RemoteKeySet(url, policy=policy, private_hosts=private_hosts, fetch=fetch_both, fetch_async=fetch_both_async)
