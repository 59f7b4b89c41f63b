#!/bin/sh
# system_packages.sh --needed PACKAGE…: install missing Debian packages when root, else say how.
set -eu
[ "${1:-}" = "--needed" ] && shift
if ! command -v dpkg-query >/dev/null 2>&1; then
    exit 0 # not a Debian system: the libraries are the reader's to provide (README)
fi
manquants=""
for paquet in "$@"; do
    dpkg-query -W -f='${Status}' "$paquet" 2>/dev/null | grep -q 'ok installed' \
        || manquants="$manquants $paquet"
done
[ -z "$manquants" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "These system packages are missing. Install them, then run the command again:" >&2
    echo "  sudo apt-get install -y$manquants" >&2
    exit 1
fi
echo "• system packages:$manquants"
apt-get update -qq >/dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $manquants >/dev/null
