"""A Django site with mozilla-django-oidc against Assay: log-in with PKCE, a user from userinfo, silent renewal, logout."""

import logging
import time
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from partner import FACTS, ISSUER, browse, free_port, in_background, passed, refused_for_its_secret, register

LOGOUT_URL = f"{__name__}.logout_url"
PORT = free_port()
SITE = f"http://localhost:{PORT}"
CLIENT = register(
    *("--name", "Django site", "--grant", "authorization_code", "--scope", "openid profile email"),
    *("--auth-method", "client_secret_post"),
    *("--redirect-uri", f"{SITE}/oidc/callback/", "--post-logout-redirect-uri", f"{SITE}/bye"),
)

settings.configure(
    SECRET_KEY="only for this run",
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(FACTS["folder"]) / "site.db"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mozilla_django_oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "mozilla_django_oidc.middleware.SessionRefresh",
    ],
    # docs: settings
    AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
    OIDC_RP_CLIENT_ID=CLIENT["client_id"],
    OIDC_RP_CLIENT_SECRET=CLIENT["client_secret"],
    OIDC_RP_SCOPES="openid profile email",
    OIDC_RP_SIGN_ALGO="RS256",
    OIDC_USE_PKCE=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=f"{ISSUER}/authorize",
    OIDC_OP_TOKEN_ENDPOINT=f"{ISSUER}/token",
    OIDC_OP_USER_ENDPOINT=f"{ISSUER}/userinfo",
    OIDC_OP_JWKS_ENDPOINT=f"{ISSUER}/jwks",
    OIDC_STORE_ID_TOKEN=True,
    OIDC_OP_LOGOUT_URL_METHOD=LOGOUT_URL,
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/",
    # docs: end
    ALLOW_LOGOUT_GET_METHOD=True,
    OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS=2,
)


# docs: settings
def logout_url(request):
    """Where the end-user goes to be signed out of the issuer too."""
    hint = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": f"{SITE}/bye"}
    return f"{ISSUER}/logout?{urlencode(hint)}"


# docs: end


def who(request):
    return JsonResponse({"email": getattr(request.user, "email", None), "known": request.user.is_authenticated})


urlpatterns = [
    path("", who),
    path("bye", lambda _request: HttpResponse("Good-bye.")),
    path("oidc/", include("mozilla_django_oidc.urls")),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Nothing: the partner's output is a conversation."""


logging.basicConfig(level=logging.ERROR)
django.setup()
call_command("migrate", verbosity=0)
in_background(make_server("localhost", PORT, get_wsgi_application(), handler_class=Quiet).serve_forever)

page = browse(f"{SITE}/oidc/authenticate/")
assert page["url"] == f"{SITE}/", page
assert '"email": "mozilladjangooidc@people.example", "known": true' in page["text"], page
assert get_user_model().objects.count() == 1
passed("log-in with PKCE, state and nonce; the ID token is verified, a user is made of userinfo")
time.sleep(2.1)
page = browse(f"{SITE}/")
assert page["url"] == f"{SITE}/", page
assert '"known": true' in page["text"], page
passed("SessionRefresh: renewed with prompt=none, without a question")
page = browse(f"{SITE}/oidc/logout/")
assert page["url"] == f"{SITE}/bye", page
assert '"known": false' in browse(f"{SITE}/")["text"]
passed("logout of the site and of the issuer")

said = StringIO()
logging.getLogger("django.request").addHandler(logging.StreamHandler(said))
settings.OIDC_RP_CLIENT_SECRET = "wrong"
assert browse(f"{SITE}/oidc/authenticate/")["status"] == 500
refused_for_its_secret(said.getvalue().strip().splitlines()[-1])
