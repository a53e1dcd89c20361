#!/bin/sh
# Makes the secrets of compose.yaml in ./secrets, once, as root: each for the one who reads it, and for nobody else.
# Keep a copy of master.key apart from every backup: without it nothing opens.
set -eu

INTAKE=10001 POSTGRES=999
made=$(dirname "$0")/secrets
if [ -e "$made" ]; then echo "$made is there already; nothing was changed." >&2; exit 1; fi
umask 077
mkdir "$made"
drawn() { head -c 32 /dev/urandom | base64 | tr -d '=+/\n'; }
owner=$(drawn) serving=$(drawn)

head -c 32 /dev/urandom | base64 >"$made/master.key"
drawn >"$made/postgres.password"
echo "db:5432:intake:owner:$owner" >"$made/owner.pgpass"
echo "db:5432:intake:serving:$serving" >"$made/serving.pgpass"
cat >"$made/roles.sql" <<SQL
CREATE ROLE owner LOGIN PASSWORD '$owner';
CREATE ROLE serving LOGIN PASSWORD '$serving';
CREATE DATABASE intake OWNER owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\connect intake
ALTER SCHEMA public OWNER TO owner;
SQL
chown "$INTAKE" "$made/master.key" "$made/owner.pgpass" "$made/serving.pgpass"
chown "$POSTGRES" "$made/postgres.password" "$made/roles.sql"
echo "Made $made. Put fullchain.pem and privkey.pem of the certificate into it, then: docker compose up -d"
