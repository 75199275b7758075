"""A browser of a World: it keeps cookies and brings back what a page's form holds."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from assay.checks.pkce.verifier_match import s256_challenge
from provocations.world import CALLBACK, VERIFIER, Answer, Credentials, World

PASSWORD = "correct horse battery staple"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def query_of(client: Credentials, **changes: str | None) -> str:
    """A good authorization request; a member that is None is left out."""
    good = {
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid read",
        "state": "a-state",
        "code_challenge": s256_challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    return urlencode({name: value for name, value in {**good, **changes}.items() if value is not None})


class Browser:
    """One cookie jar. `answer` is the last answer, `form` what its form would bring back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cookies: dict[str, str] = {}
        self.answer: Answer | None = None
        self.form: dict[str, str] = {}

    def get(self, target: str, **headers: str) -> Answer:
        return self._sent("GET", target, None, headers)

    def post(self, target: str, form: dict[str, str], **headers: str) -> Answer:
        return self._sent("POST", target, form, headers)

    def authorize(self, client: Credentials, **changes: str | None) -> Answer:
        """Open an authorization request and follow redirects as long as they stay here."""
        return self.follow(self.get(f"/authorize?{query_of(client, **changes)}"))

    def follow(self, answer: Answer) -> Answer:
        while answer.status in {302, 303}:
            location = answer.header("location") or ""
            if not location.startswith(("/", self.world.settings.issuer)):
                return answer
            parts = urlsplit(location)
            answer = self.get(f"{parts.path}?{parts.query}")
        return answer

    def submit(self, target: str, **fields: str) -> Answer:
        """Send the form of the page that is shown."""
        return self.follow(self.post(target, {**self.form, **fields}))

    def sign_in(self, username: str = "person", password: str = PASSWORD) -> Answer:
        return self.submit("/login", username=username, password=password)

    def _sent(self, method: str, target: str, form: dict[str, str] | None, headers: dict[str, str]) -> Answer:
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        if self.cookies:
            sent.append(("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())))
        answer = self.world.send(method, target, form, headers=sent)
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _, secret = value.partition(";")[0].partition("=")
                self.cookies[cookie] = secret
        self.answer = answer
        found = dict(_HIDDEN.findall(answer.body.decode("utf-8", "replace")))
        if found:
            self.form = found
        return answer


def someone(world: World) -> None:
    """Give the world's person a password."""
    from assay.model.effects import ChangePassword
    from assay.outbound.password_hasher import ThreadedPasswordHasher
    from provocations.world import PERSON

    if world.run(world.store.end_users.find(PERSON.subject)) is None:
        world.person()
    hasher = ThreadedPasswordHasher(world.doors.entropy, threads=1)
    world.commit(ChangePassword(PERSON.subject, world.run(hasher.hash(PASSWORD)), PERSON.created_at))
    hasher.close()
