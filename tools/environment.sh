#!/bin/sh
# environment.sh PYTHON FOLDER REQUIREMENTS: a virtual environment with exactly these hashed packages.
# Rasa's metadata forbids Python 3.11, where it runs (docs/decisions/0001): hence --no-deps and
# --ignore-requires-python; the requirements list every package by hash, nothing is resolved here.
set -eu
python=$1 dossier=$2 liste=$3
if ! command -v "$python" >/dev/null 2>&1; then
    python=python3
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
if [ "$version" != "3.11" ]; then
    echo "Python 3.11 is needed (found: $version). Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi
[ -x "$dossier/bin/python" ] || "$python" -m venv "$dossier"
if ! "$dossier/bin/python" -m pip --version >/dev/null 2>&1; then
    "$dossier/bin/python" -m ensurepip >/dev/null
fi
echo "• $dossier: installing $(grep -c '==' "$liste") packages ($liste)…"
"$dossier/bin/python" -m pip install -q --no-deps --require-hashes --ignore-requires-python \
    --no-warn-script-location -r "$liste"
echo "  $dossier: ready"
