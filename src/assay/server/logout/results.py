"""What the logout endpoint answers; the web makes HTTP of it."""

from __future__ import annotations

from dataclasses import dataclass

from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.refusals.refused_request import RefusedRequest


@dataclass(frozen=True, slots=True)
class AskLogout:
    """The page that asks whether the person means it. `fields` are what its form brings back."""

    username: str
    client_name: str | None
    fields: tuple[tuple[str, str], ...]
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Nobody is signed in to this browser any more; on to the client, where it named a place."""

    redirect_uri: str | None
    state: str | None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class StillSignedIn:
    """The person did not mean it."""


@dataclass(frozen=True, slots=True)
class ComeAgain:
    """A post from another site came without our cookies; a redirect within this site brings them."""

    query: str


@dataclass(frozen=True, slots=True)
class LogoutRefused:
    """The error page; nobody was signed out."""

    refused: RefusedRequest


LogoutResult = AskLogout | LoggedOut | StillSignedIn | ComeAgain | LogoutRefused
