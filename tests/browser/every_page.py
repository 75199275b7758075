"""Every page that the server can show, in each of its states, made by the whole server without sockets.

`tests/house/test_every_page.py` asks that no template, no page of one sentence and no part of a page with an id is missing
here; the tests beside this file look at all of them in a real browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from urllib.parse import urlencode

from assay.app.settings import Settings
from assay.model.client_registration import ClientRegistration
from assay.model.consent import Consent
from assay.model.effects import (
    AddTotp,
    ReplaceRecoveryCodes,
    SaveConsent,
    SaveResource,
    StartEndUserSession,
)
from assay.model.resource import Resource, ScopeDescription
from assay.primitives.totp import code_at, step_at
from assay.server.administration.clients import register_client
from assay.server.administration.offer import offer_with
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.end_user_authentication.recovery_codes import recovery_code_hash
from assay.server.mail.settings import MailSettings
from assay.web.pages.brand import PageSettings
from assay.web.render.demo_callback import exchange_command, render_demo_callback
from evidence import claims, jwt
from pictures import png
from provocations.browser import PASSWORD, Browser, someone
from provocations.of_device_code import a_client, asked, at_consent
from provocations.of_end_user import (
    LINK,
    RECOVERY_CODE,
    SEED,
    at_second_factor,
    at_sign_in,
    mailed_token,
    mails,
    of,
    seeds_of,
    with_address,
)
from provocations.of_passkey import Person, without_password
from provocations.registry import every_provocation
from provocations.world import CALLBACK, ISSUER, PERSON, SESSION, START, Answer, Credentials, World

T = TypeVar("T")
Opened = Callable[[World], Answer]
LONG_NAME = "A name that is as long as a name can be, and so wraps on phones"
SHOP = "https://api.shop.example/a/path/that/has/no/place/to/break/it"
_ASSETS = re.compile(r'(?:href|src)="(/[^"#?]+)"')

PAGES: dict[str, tuple[str, Opened]] = {}
"""By name: the template that draws it, or the renderer that writes it itself; and how it is reached."""

DEVELOPERS = {"inspection", "reason", "demo_callback"}
"""Renderers that write pages of their own, for developers, in English."""


def page(template: str, name: str = "") -> Callable[[Opened], Opened]:
    """Puts a page on the list."""

    def listed(opened: Opened) -> Opened:
        PAGES[name or opened.__name__.replace("_", " ").strip()] = (template, opened)
        return opened

    return listed


# ---------------------------------------------------------------------- the sign-in


@page("sign_in.html")
def sign_in(world: World) -> Answer:
    return shown(at_sign_in(world))


@page("sign_in.html")
def sign_in_refused(world: World) -> Answer:
    return at_sign_in(world).sign_in(password="wrong")


@page("sign_in.html")
def sign_in_slowed_down(world: World) -> Answer:
    browser = at_sign_in(world)
    for _ in range(world.settings.sign_in.account_burst):
        browser.sign_in(password="wrong")
    return browser.sign_in(password="wrong")


@page("sign_in.html")
def sign_in_with_a_long_name(world: World) -> Answer:
    browser = Browser(world)
    client = world.web_client()
    world.change_client(client.client_id, name="Verwaltungsgemeinschaftsdienstleistungsportal " * 2)
    return browser.authorize(client)


@page("sign_in.html")
def passkey_refused_at_the_sign_in(world: World) -> Answer:
    person = Person(world)
    return person.sign_in(origin="http://localhost.evil.example")


@page("second_factor.html")
def second_step(world: World) -> Answer:
    return shown(at_second_factor(world))


@page("second_factor.html")
def second_step_refused(world: World) -> Answer:
    return at_second_factor(world).submit("/login/factor", otp="000000")


@page("second_factor.html")
def second_step_by_recovery_code(world: World) -> Answer:
    browser = at_second_factor(world)
    return browser.get(f"/login/factor?{urlencode({'request': browser.form['request'], 'with': 'recovery_code'})}")


@page("second_factor.html")
def recovery_code_refused(world: World) -> Answer:
    second_step_by_recovery_code(world)
    browser = Browser(world)
    browser.authorize(world.web_client(), acr_values="aal2")
    browser.sign_in()
    return browser.submit("/login/factor", recovery_code="aaaa-aaaa-aaaa-aaaa")


@page("second_factor.html")
def second_step_by_passkey_alone(world: World) -> Answer:
    browser = Person(world).browser
    browser.cookies.clear()
    browser.authorize(world.web_client(), acr_values="phr")
    return browser.sign_in()


@page("second_factor.html")
def second_step_by_app_or_passkey(world: World) -> Answer:
    browser = Person(world).browser
    with_app(world)
    browser.cookies.clear()
    browser.authorize(world.web_client(), acr_values="aal2")
    return browser.sign_in()


@page("enrolment.html")
def enrolment(world: World) -> Answer:
    return shown(at_second_factor(world, app=False, recovery_codes=False))


@page("enrolment.html")
def enrolment_refused(world: World) -> Answer:
    return at_second_factor(world, app=False, recovery_codes=False).submit("/login/enrol", otp="000000")


@page("recovery_codes.html")
def recovery_codes(world: World) -> Answer:
    browser = at_second_factor(world, app=False, recovery_codes=False)
    return browser.submit("/login/enrol", otp=code_at(seed_in(shown(browser)), step_at(world.now)))


@page("passkey_enrolment.html")
def passkey_enrolment(world: World) -> Answer:
    return shown(asked_for_a_passkey(world))


@page("passkey_enrolment.html")
def passkey_enrolment_refused(world: World) -> Answer:
    return asked_for_a_passkey(world).submit("/login/passkey", passkey="{}", name="Laptop")


@page("breached_password.html")
def breached_password(world: World) -> Answer:
    return shown(with_a_stolen_password(world))


@page("breached_password.html")
def breached_password_again(world: World) -> Answer:
    return with_a_stolen_password(world).submit("/login/password", new_password="short")


@page("password_by_mail.html")
def password_by_mail(world: World) -> Answer:
    stolen(world)
    with_address(world, verified=True)
    return at_sign_in(world).sign_in()


@page("password_by_mail.html")
def password_mailed(world: World) -> Answer:
    stolen(world)
    with_address(world, verified=True)
    browser = at_sign_in(world)
    browser.sign_in()
    return browser.submit("/login/mail")


@page("password_by_mail.html")
def password_that_no_mail_can_change(world: World) -> Answer:
    stolen(world)
    return at_sign_in(world).sign_in()


@page("consent.html")
def consent(world: World) -> Answer:
    return at_sign_in(world).sign_in()


@page("consent.html")
def consent_in_full(world: World) -> Answer:
    someone(world)
    browser = Browser(world)
    browser.authorize(shop(world), scope="openid profile email orders.read orders.write offline_access", resource=SHOP)
    return browser.sign_in()


@page("consent.html")
def consent_for_a_device(world: World) -> Answer:
    user_code = asked(world, a_client(world))["user_code"]
    return shown(at_consent(world, user_code))


@page("consent.html")
def consent_for_a_device_elsewhere(world: World) -> Answer:
    world.peer = "203.0.113.9"
    user_code = asked(world, a_client(world))["user_code"]
    world.peer = "127.0.0.1"
    return shown(at_consent(world, user_code))


@page("form_post.html")
def form_post(world: World) -> Answer:
    browser = Browser(world)
    someone(world)
    browser.authorize(world.web_client(), response_mode="form_post")
    browser.sign_in()
    return browser.submit("/consent", **{"consent-approve": "yes"})


# ---------------------------------------------------------------------- devices


@page("device.html")
def device(world: World) -> Answer:
    return Browser(world).get("/device")


@page("device.html")
def device_by_link(world: World) -> Answer:
    return Browser(world).get(f"/device?user_code={asked(world, a_client(world))['user_code']}")


@page("device.html")
def device_refused(world: World) -> Answer:
    browser = Browser(world)
    browser.get("/device")
    return browser.submit("/device", user_code="BCDF-GHJK")


@page("logged_out.html")
def device_approved(world: World) -> Answer:
    user_code = asked(world, a_client(world))["user_code"]
    return at_consent(world, user_code).submit("/consent", **{"consent-approve": "yes"})


@page("logged_out.html")
def device_denied(world: World) -> Answer:
    user_code = asked(world, a_client(world))["user_code"]
    return at_consent(world, user_code).submit("/consent", **{"consent-deny": "yes"})


# ---------------------------------------------------------------------- links by mail


@page("forgotten.html")
def forgotten(world: World) -> Answer:
    return Browser(world).get("/login/forgotten")


@page("logged_out.html")
def mail_sent(world: World) -> Answer:
    return Browser(world).post("/login/forgotten", {"username": "nobody"})


@page("new_password.html")
def new_password(world: World) -> Answer:
    return Browser(world).get(f"/login/reset?token={mailed_token(world)}")


@page("new_password.html")
def new_password_refused(world: World) -> Answer:
    return Browser(world).post("/login/reset", {"token": mailed_token(world), "new_password": "short"})


@page("logged_out.html")
def password_done(world: World) -> Answer:
    form = {"token": mailed_token(world), "new_password": "a quite different passphrase"}
    return Browser(world).post("/login/reset", form)


@page("verify_email.html")
def verify_email(world: World) -> Answer:
    browser = at_account(world)
    return browser.get(f"/login/verify?token={token_to_verify(world, browser)}")


@page("logged_out.html")
def email_done(world: World) -> Answer:
    browser = at_account(world)
    return browser.post("/login/verify", {"token": token_to_verify(world, browser)})


# ---------------------------------------------------------------------- signing out


@page("logout.html")
def logout(world: World) -> Answer:
    return at_account(world).get("/logout")


@page("logout.html")
def logout_for_a_client(world: World) -> Answer:
    browser = at_account(world)
    return browser.get(f"/logout?client_id={world.web_client().client_id}")


@page("logged_out.html")
def logged_out(world: World) -> Answer:
    browser = at_account(world)
    browser.get("/logout")
    return browser.submit("/logout", **{"logout-confirm": "yes"})


@page("logged_out.html")
def logout_cancelled(world: World) -> Answer:
    browser = at_account(world)
    browser.get("/logout")
    return browser.submit("/logout", **{"logout-cancel": "yes"})


# ---------------------------------------------------------------------- one's own account


@page("account.html")
def account(world: World) -> Answer:
    return shown(at_account(world))


@page("account.html")
def account_of_somebody_busy(world: World) -> Answer:
    with_address(world)
    with_app(world)
    at = int(world.now)
    for number, what in enumerate(("Firefox on Linux", "", "Safari on iPhone")):
        session = replace(SESSION, session_hash=bytes([number]) * 32, session_id=f"s{number}", authenticated_at=at)
        used = replace(
            session, started_at=at - 900, last_used_at=at - 60 * number, network="2001:db8::/48", device=what
        )
        world.commit(StartEndUserSession(used))
    client = shop(world)
    scopes = ("openid", "profile", "orders.read", "orders.write")
    world.commit(SaveConsent(Consent(client.client_id, PERSON.subject, scopes, (SHOP,), at)))
    browser = Browser(world)
    browser.authorize(client, scope="openid", acr_values="aal2")
    browser.sign_in(password="wrong")
    browser.sign_in()
    browser.submit("/login/factor", recovery_code=RECOVERY_CODE)
    return browser.get("/account")


@page("account.html")
def account_without_a_password(world: World) -> Answer:
    return without_password(world).browser.get("/account")


@page("factors.html")
def factors(world: World) -> Answer:
    return at_account(world).get("/account/factors")


@page("factors.html")
def factors_with_an_app(world: World) -> Answer:
    return shown(at_factors(world))


@page("factors.html")
def factors_refused(world: World) -> Answer:
    browser = at_account(world)
    browser.get("/account/factors")
    return browser.submit("/account/factors", change="enrol", otp="000000")


@page("factors.html")
def new_recovery_codes(world: World) -> Answer:
    return at_factors(world).submit("/account/factors", change="recovery_codes")


@page("factors.html")
def factors_to_be_confirmed_by_code(world: World) -> Answer:
    browser = at_factors(world)
    world.now += world.settings.factors.fresh_for
    return browser.get("/account/factors")


@page("factors.html")
def factors_confirmed_wrongly(world: World) -> Answer:
    browser = at_factors(world)
    world.now += world.settings.factors.fresh_for
    browser.get("/account/factors")
    return browser.submit("/account/factors", change="confirm", otp="000000")


@page("factors.html")
def factors_to_be_confirmed_by_password(world: World) -> Answer:
    browser = at_account(world)
    world.now += world.settings.factors.fresh_for
    return browser.get("/account/factors")


@page("passkeys.html")
def no_passkeys(world: World) -> Answer:
    return at_account(world).get("/account/passkeys")


@page("passkeys.html")
def passkeys(world: World) -> Answer:
    person = Person(world, registered=False)
    person.sign_in_by_password()
    person.add(name=LONG_NAME)
    person.confirm()
    person.authenticator.credential_id = b"another"
    return person.add(name="Phone")


@page("passkeys.html")
def passkeys_refused(world: World) -> Answer:
    person = Person(world)
    person.confirm()
    return person.add(name=" ")


@page("passkeys.html")
def passkeys_to_be_confirmed(world: World) -> Answer:
    browser = Person(world).browser
    with_app(world)
    world.now += world.settings.factors.fresh_for
    return browser.get("/account/passkeys")


@page("passkeys.html")
def passkeys_to_be_confirmed_by_recovery_code(world: World) -> Answer:
    browser = at_second_factor(world, app=False)
    browser.submit("/login/factor", recovery_code=RECOVERY_CODE)
    world.commit(ReplaceRecoveryCodes(PERSON.subject, (recovery_code_hash(of(RECOVERY_CODE)),), 1))
    world.now += world.settings.factors.fresh_for
    return browser.get("/account/passkeys")


@page("profile.html")
def profile(world: World) -> Answer:
    return at_account(world).get("/account/profile")


@page("profile.html")
def profile_mailed(world: World) -> Answer:
    with_address(world)
    browser = at_account(world)
    browser.get("/account/profile")
    return browser.submit("/account/profile", change="email", email=f"{'somebody.' * 6}with.much.to.say@example.org")


@page("profile.html")
def profile_refused(world: World) -> Answer:
    browser = at_account(world)
    browser.get("/account/profile")
    return browser.submit("/account/profile", change="email", email="no address")


@page("profile.html")
def profile_to_be_confirmed(world: World) -> Answer:
    browser = at_account(world)
    world.now += world.settings.factors.fresh_for
    return browser.get("/account/profile")


# ---------------------------------------------------------------------- errors, and what developers read


@page("error.html")
def error(world: World) -> Answer:
    return Browser(world).get("/authorize?client_id=nobody")


@page("error.html")
def error_for_a_person(world: World) -> Answer:
    return Browser(world).get("/login/reset?token=" + "x" * 43)


@page("inspection")
def inspect(world: World) -> Answer:
    return world.send("GET", "/inspect")


@page("inspection", "inspect, refused token")
def inspect_refused(world: World) -> Answer:
    return inspected(world, jwt(claims(iat=START - 4000, exp=START - 400)), audience="https://another.example/api")


@page("inspection", "inspect, accepted token")
def inspect_accepted(world: World) -> Answer:
    return inspected(world, str(world.token(world.client(), grant_type="client_credentials").json()["access_token"]))


@page("inspection", "inspect, several causes")
def inspect_several(world: World) -> Answer:
    return inspected(world, 'HTTP/1.1 400 Bad Request\n\n{"error":"invalid_grant","error_description":"Bad Request"}')


@page("inspection", "inspect, AWS")
def inspect_aws(world: World) -> Answer:
    return inspected(
        world, "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: " + "x" * 200
    )


@page("inspection", "inspect, nothing given")
def inspect_nothing(world: World) -> Answer:
    return world.send("POST", "/inspect", {"paste": " "}, headers=[("sec-fetch-site", "same-origin")])


@page("reason")
def reason(world: World) -> Answer:
    return as_page(world, "/reasons/passkey.origin_mismatch")


@page("reason")
def every_reason(world: World) -> Answer:
    return as_page(world, "/reasons")


@page("demo_callback")
def demo_callback(_world: World) -> Answer:
    """What a development server shows at the end."""
    members = [("code", "x" * 80), ("state", "a-state"), ("iss", ISSUER)]
    made = render_demo_callback(members, exchange_command([("code", "x" * 80)], "demo:secret", f"{ISSUER}/token"))
    headers = tuple((name.decode(), value.decode()) for name, value in made.headers)
    return Answer(made.status, headers, made.body)


@page("sign_in.html")
def sign_in_branded(world: World) -> Answer:
    """With a name, a picture and colours of the service's own."""
    with NamedTemporaryFile(suffix=".png") as logo:
        logo.write(png(400, 90, (138, 28, 91)))
        logo.flush()
        name = "Stadtwerke Musterstadt, Dienste für Bürgerinnen und Bürger"
        branded = World(replace(world.settings, pages=PageSettings(name, "#8a1c5b", "#f2a7d0", logo.name)))
    branded.language = world.language
    try:
        return with_assets(branded, at_sign_in(branded).sign_in(password="wrong"))
    finally:
        branded.close()


# ---------------------------------------------------------------------- how one gets there


def shown(browser: Browser) -> Answer:
    assert browser.answer is not None
    return browser.answer


def with_app(world: World) -> None:
    world.commit(AddTotp(seeds_of(world).credential(PERSON.subject, SEED, 0, world.now)))
    world.commit(ReplaceRecoveryCodes(PERSON.subject, (recovery_code_hash(of(RECOVERY_CODE)),), 1))


def stolen(world: World) -> None:
    """The person's password stands on an imported list."""
    import hashlib

    world.breached.add(hashlib.sha1(PASSWORD.encode()).digest())


def with_a_stolen_password(world: World) -> Browser:
    """Somebody with an app, whose password stands on the list."""
    stolen(world)
    browser = at_second_factor(world)
    browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    return browser


def seed_in(answer: Answer) -> bytes:
    from base64 import b32decode

    found = re.search(rb'id="enrolment-key">([A-Z2-7 ]+)<', answer.body)
    assert found is not None
    return b32decode(found[1].replace(b" ", b""))


def asked_for_a_passkey(world: World) -> Browser:
    browser = Person(world, registered=False).browser
    with_address(world)
    browser.authorize(world.web_client(), acr_values="phr")
    browser.sign_in()
    return browser


def at_account(world: World) -> Browser:
    someone(world)
    browser = Browser(world)
    browser.follow(browser.get("/account"))
    browser.sign_in()
    return browser


def at_factors(world: World) -> Browser:
    browser = at_second_factor(world)
    browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    browser.get("/account/factors")
    return browser


def token_to_verify(world: World, browser: Browser) -> str:
    browser.get("/account/profile")
    browser.submit("/account/profile", change="email", email="somebody@example.org")
    found = LINK.search(mails(world)[-1]["text"])
    assert found is not None
    return found[1]


def shop(world: World) -> Credentials:
    """A client that tells people of itself, and an API that says what its scopes allow."""
    described = (
        ScopeDescription("orders.read", "en", "see what you ordered"),
        ScopeDescription("orders.read", "de", "sehen, was Sie bestellt haben"),
        ScopeDescription("orders.write", "en", "order <b>in your name</b>"),
    )
    world.commit(SaveResource(Resource(SHOP, ("orders.read", "orders.write"), descriptions=described)))
    asked_for = ClientRegistration(
        "The shop",
        ("authorization_code",),
        redirect_uris=(CALLBACK,),
        scopes=("openid", "profile", "email", "offline_access", "orders.read", "orders.write"),
        resources=(SHOP,),
        client_uri="https://shop.example",
        policy_uri="https://shop.example/privacy?a=1&b=2#policy",
        tos_uri="https://shop.example/terms",
        contacts=("help@shop.example", "a.very.long.address.of.somebody.who.helps@shop.example"),
    )
    offer = offer_with(world.run(world.store.resources.list_all()))
    picture = png(256, 128, (190, 40, 90))
    made = world.carry_out(register_client(asked_for, offer, entropy=world.doors.entropy, now=world.now, logo=picture))
    return Credentials(made.client.client_id, "")


def inspected(world: World, paste: str, **fields: str) -> Answer:
    return world.send("POST", "/inspect", {"paste": paste, **fields}, headers=[("sec-fetch-site", "same-origin")])


def as_page(world: World, path: str) -> Answer:
    return world.send("GET", path, headers=[("accept", "text/html")])


# ---------------------------------------------------------------------- what is looked at


class Breached(set[bytes]):
    """The list that pages about breached passwords need; empty for all others."""


@dataclass(frozen=True)
class Shown:
    """A page as the server answered, and what it loads from the same server."""

    answer: Answer
    assets: dict[str, Answer] = field(default_factory=dict)


def with_assets(world: World, answer: Answer) -> Any:
    """The page together with its style sheets, scripts and pictures."""
    paths = set(_ASSETS.findall(answer.body.decode()))
    found = {path: world.send("GET", path) for path in sorted(paths) if path.startswith(("/assets/", "/client-logos/"))}
    return Shown(answer, found)


@cache
def opened(name: str, language: str) -> Shown:
    """The page in a language."""

    def made() -> Shown:
        policy, mail = FactorPolicy(second_factor="optional"), MailSettings(to_console=True)
        world = World(Settings(issuer=ISSUER, factors=policy, mail=mail), Breached())
        world.language = language
        try:
            answer: Any = PAGES[name][1](world)
            return answer if isinstance(answer, Shown) else with_assets(world, answer)
        finally:
            world.close()

    return elsewhere(made)


@cache
def error_pages() -> dict[str, Shown]:
    """Per reason whose provocation ends on a page: that page."""

    def all_of_them() -> dict[str, Shown]:
        pages = {}
        for code, provocation in sorted(every_provocation().items()):
            world = World()
            try:
                provocation(world)
                answer = world.last_answer
                if answer is not None and (answer.header("content-type") or "").startswith("text/html"):
                    pages[code] = with_assets(world, answer)
            finally:
                world.close()
        return pages

    return elsewhere(all_of_them)


def elsewhere(made: Callable[[], T]) -> T:
    """Made in a thread of its own: the browser's driver keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(made).result()
