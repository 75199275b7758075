"""Makes the contestant's tables, client, codes and refresh tokens."""

import base64
import hashlib
import json
import os
import secrets
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")

import django

django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

REDIRECT_URI = "https://client.example.com/callback"

call_command("migrate", verbosity=0)
person, _ = User.objects.get_or_create(username="someone")
later = timezone.now() + timedelta(hours=1)
common = {
    "client_type": "confidential",
    "client_secret": os.environ["CLIENT_SECRET"],
    "user": person,
    "redirect_uris": REDIRECT_URI,
    "hash_client_secret": False,
}
Application.objects.create(
    client_id="bench", name="credentials", authorization_grant_type="client-credentials", **common
)
web = Application.objects.create(
    client_id="bench-code", name="code", authorization_grant_type="authorization-code", **common
)
challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
seeds = {"codes": [secrets.token_urlsafe(24) for _ in range(int(os.environ.get("SEED_COUNT", "0")))], "refresh": []}
bound = {"redirect_uri": REDIRECT_URI, "code_challenge": challenge, "code_challenge_method": "S256"}
Grant.objects.bulk_create(
    Grant(user=person, application=web, code=code, expires=later, scope="read", **bound) for code in seeds["codes"]
)
for _ in range(400):
    access = AccessToken.objects.create(
        user=person, application=web, token=secrets.token_urlsafe(24), expires=later, scope="read"
    )
    token = RefreshToken.objects.create(
        user=person, application=web, token=secrets.token_urlsafe(24), access_token=access
    )
    seeds["refresh"].append(token.token)
with open(os.environ["SEED_FILE"], "w", encoding="utf-8") as file:
    json.dump(seeds, file)
