#!/bin/sh
# Writes the two lock files anew: the newest versions that pyproject.toml allows, each with its hashes, no index address.
set -eu
cd "$(dirname "$0")/.."
compile() {
  uv pip compile --no-strip-extras --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"
}
compile --extra install --extra sandbox pyproject.toml -o requirements/run.lock
compile --extra install --extra sandbox --extra dev pyproject.toml -o requirements/dev.lock
