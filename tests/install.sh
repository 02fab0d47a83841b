#!/bin/sh
# What the tests need that Python packages do not bring, and the programs named as arguments (wrk, for benchmarks).
# Says what is missing where it cannot install it.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk fontconfig"
command -v php >/dev/null 2>&1 || missing="$missing php-cli"
for program in "$@"; do command -v "$program" >/dev/null 2>&1 || missing="$missing $program"; done
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "installing$missing"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
elif command -v apt-get >/dev/null 2>&1; then
  echo "the tests need:$missing"; echo "  sudo apt-get install$missing"
  exit 1
else
  echo "the tests use, where present:$missing (the embedded wheels stand in for PostgreSQL)"
fi
