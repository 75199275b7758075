#!/bin/sh
# Sign in a machine without a browser (RFC 8628): sh device_sign_in.sh ISSUER CLIENT_ID [SCOPE]
# Needs curl. Prints the address and the code on standard error, the token response on standard output.
set -eu
issuer=$1 client=$2 scope=${3:-openid}

member() { # of a flat JSON object on standard input
    sed -n 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/p'
}

asked=$(curl -sS --fail-with-body "$issuer/device_authorization" -d "client_id=$client" --data-urlencode "scope=$scope")
code=$(printf %s "$asked" | member device_code)
interval=$(printf %s "$asked" | member interval)
printf 'Open %s and type %s\n' "$(printf %s "$asked" | member verification_uri)" "$(printf %s "$asked" | member user_code)" >&2

while :; do
    sleep "$interval"
    answer=$(curl -sS "$issuer/token" -d "client_id=$client" -d "device_code=$code" \
        -d grant_type=urn:ietf:params:oauth:grant-type:device_code)
    case $(printf %s "$answer" | member error) in
    '') printf '%s\n' "$answer"; exit 0 ;;
    authorization_pending) ;;
    slow_down) interval=$((interval + 5)) ;;
    *) printf '%s\n' "$answer" >&2; exit 1 ;;
    esac
done
