"""One provider and one site for all modules, a client and a browser for each; and what is expected of a module."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from conformance.certificates import Certificates, made_in
from conformance.expected import EXPECTED_FAILURES, EXPECTED_SKIPS, PLANS, ModuleSkipped, complaint
from conformance.provider import Provider, trust
from conformance.relying_party import RelyingParty, Site

SCOPES = ("openid", "profile", "email", "address", "phone", "offline_access")


def module_of(item: pytest.Item) -> str:
    """The suite's name of the module that a test stands for."""
    return item.name.partition("[")[0].removeprefix("test_").replace("_", "-")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    module, raised = module_of(item), None
    if not any(module in modules for modules in PLANS.values()):
        return (yield)
    try:
        yield
    except Exception as fault:  # noqa: BLE001 - whatever it was: the module did not pass
        raised = fault
    wrong = complaint(module, raised, EXPECTED_FAILURES, EXPECTED_SKIPS)
    if wrong is not None:
        if raised is not None and not isinstance(raised, ModuleSkipped):
            raise raised
        raise AssertionError(wrong)
    return None


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return made_in(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def provider(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    trust_no_more = trust(certificates.authority)
    running = Provider(tmp_path_factory.mktemp("provider"), certificates)
    yield running
    running.close()
    trust_no_more()


@pytest.fixture(scope="session")
def site(certificates: Certificates) -> Iterator[Site]:
    running = Site(certificates)
    yield running
    running.close()


MakeRelyingParty = Callable[..., RelyingParty]


@pytest.fixture
def make_rp(provider: Provider, site: Site, certificates: Certificates) -> MakeRelyingParty:
    """Registers a client as the suite's instructions say, and opens a fresh browser."""

    def made(
        auth_method: str = "client_secret_basic", response_mode: str | None = None, **members: Any
    ) -> RelyingParty:
        site.calls.clear()
        site.told.clear()
        client = provider.register(
            token_endpoint_auth_method=auth_method,
            redirect_uris=(f"{site.address}/callback",),
            scopes=SCOPES,
            **members,
        )
        return RelyingParty(provider, site, certificates.authority, client, auth_method, response_mode)

    return made
