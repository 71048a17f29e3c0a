#!/bin/sh
# Sends the events in the file $1 to Storecast on this machine. Needs curl and openssl.
#   STORECAST_SECRET=whsec_... sh send.sh events.json
# openssl takes the key as an argument, which other users of this machine can see: there, use send.py.
set -eu
url="${STORECAST_URL:-http://127.0.0.1:8787}/v1/events"
id="msg_$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')"
now="$(date +%s)"
key="$(printf %s "${STORECAST_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')"
signature="$( { printf %s.%s. "$id" "$now"; cat "$1"; } |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 | tr -d '\n')"
exec curl --silent --show-error --fail-with-body --retry 5 --data-binary "@$1" \
    --header 'Content-Type: application/json' --header "webhook-id: $id" \
    --header "webhook-timestamp: $now" --header "webhook-signature: v1,$signature" "$url"
