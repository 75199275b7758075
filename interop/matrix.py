"""Every partner: its script, where it runs, and which of the two servers it meets."""

from __future__ import annotations

from dataclasses import dataclass

from environments import Environment, Node, Programs, Python


@dataclass(frozen=True)
class Partner:
    """One partner. The one on https trusts an authority that is thrown away and meets the server's default settings."""

    name: str
    script: str
    environment: Environment
    https: bool


_NGINX = "/usr/sbin/nginx"
_APACHE = ("/usr/sbin/apache2", "/usr/lib/apache2/modules/mod_auth_openidc.so")

PARTNERS = (
    Partner("curl", "curl.sh", Programs(("curl",)), https=False),
    Partner("openid-client", "openid_client.mjs", Node(), https=False),
    Partner("oauth4webapi", "oauth4webapi.mjs", Node(), https=False),
    Partner("Authlib", "authlib_client.py", Python("authlib"), https=False),
    Partner("Auth.js", "auth_js.mjs", Node(), https=True),
    Partner("oidc-client-ts", "oidc_client_ts.py", Node(("node", "npm", "chromium")), https=True),
    Partner("requests-oauthlib", "requests_oauthlib_client.py", Python("requests_oauthlib"), https=True),
    Partner("idpyoidc", "idpyoidc_client.py", Python("idpyoidc"), https=True),
    Partner("mozilla-django-oidc", "mozilla_django_oidc_site.py", Python("mozilla_django_oidc"), https=True),
    Partner("JupyterHub", "jupyterhub_site.py", Python("jupyterhub"), https=True),
    Partner("mod_auth_openidc", "mod_auth_openidc_site.py", Programs(_APACHE), https=True),
    Partner("oidc-agent", "oidc_agent.py", Programs(("oidc-agent", "oidc-gen", "oidc-token")), https=True),
)


def lacking(partner: Partner) -> str | None:
    """What this machine must have and has not, for this partner."""
    lacked = [partner.environment.lacking(), Programs((_NGINX,)).lacking() if partner.https else None]
    return ", ".join(one for one in lacked if one) or None
