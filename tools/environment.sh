#!/usr/bin/env bash
# Makes .venv if it is not there, and installs exactly what a lock file says: every file checked by its hash.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 lock=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Carnet needs Python 3.11 or newer. Name one with: make PYTHON=python3.12 …" >&2
  exit 2
}
if [ ! -x .venv/bin/pip ]; then
  rm -rf .venv
  if ! "$python" -m venv .venv 2>/dev/null; then
    # Debian and Ubuntu keep venv in a package of its own.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
      rm -rf .venv && "$python" -m venv .venv
    else
      echo "Python's venv is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2
      exit 2
    fi
  fi
fi
echo "Installing from $lock …"
.venv/bin/pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
.venv/bin/pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
