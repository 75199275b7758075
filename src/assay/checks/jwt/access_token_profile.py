"""What access tokens of one kind look like: RFC 9068, any JWT, or what a known issuer writes instead. Data, no decisions."""

from __future__ import annotations

from assay.record import Record


class AccessTokenProfile(Record):
    """`types` are the values of typ (None: not asked for), lower case and without `application/`, "" for an absent one.

    `texts` must be there as text, `times` must be there, `exact` must be there with exactly this value;
    `audience_claim` is where the issuer names the audience.
    """

    name: str
    types: frozenset[str] | None = None
    texts: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    exact: tuple[tuple[str, str], ...] = ()
    audience_claim: str = "aud"


RFC_9068 = AccessTokenProfile("RFC 9068", frozenset(("at+jwt",)), ("sub", "client_id", "jti"), ("iat",))
"""RFC 9068 sections 2.1 and 2.2."""

ANY_JWT = AccessTokenProfile("any JWT")
"""Neither a typ nor claims beyond issuer, audience and expiry are asked for."""
