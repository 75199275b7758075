#!/bin/sh
# curl against Assay: a token, a bent token, a wrong secret, and the reason behind the refusal id.
set -eu
facts=$1
get() { "$PYTHON" -c 'import functools,json,sys; print(functools.reduce(lambda o,k:o[k], sys.argv[2].split("."), json.load(open(sys.argv[1]))))' "$facts" "$1"; }
field() { "$PYTHON" -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
passed() { printf '{"passed": "%s"}\n' "$1"; }
issuer=$(get issuer)
id=$(get clients.basic.client_id)
secret=$(get clients.basic.client_secret)

token=$(curl -sS --fail -u "$id:$secret" -d grant_type=client_credentials -d scope=orders.read "$issuer/token" | field access_token)
curl -sS --fail -u "$id:$secret" --data-urlencode "token=$token" "$issuer/introspect" | grep -q '"active":true'
passed "a token by client credentials is active"

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
status=$(curl -sS -o /dev/null -D "$headers" -w '%{http_code}' --oauth2-bearer "${token%????}AAAA" "$issuer/userinfo")
[ "$status" = 401 ]
grep -qi '^www-authenticate: bearer .*invalid_token' "$headers"
refusal=$(sed -n 's/^refusal-id: *//Ip' "$headers" | tr -d '\r')
"$ASSAY" explain --refusal "$refusal" --json | grep -q '"code": *"token\.'
passed "a bent token is refused with 401 and a refusal id that names the reason"

answer=$(curl -sS -u "$id:wrong" -d grant_type=client_credentials "$issuer/token")
[ "$(printf '%s' "$answer" | field error)" = invalid_client ]
refusal=$(printf '%s' "$answer" | field refusal_id)
"$ASSAY" explain --refusal "$refusal" --json | grep -q '"code": *"client\.secret_mismatch"'
passed "a wrong secret is invalid_client outside and client.secret_mismatch inside"
