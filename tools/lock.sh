#!/bin/sh
# Writes requirements/*.txt: exact versions with hashes, for every platform and Python from 3.11 on, and no host of any package index.
# The tests' lock comes first: it holds everything, and the others follow it, so one environment can have all of them. Only the
# generators of clients have an environment of their own.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@" >/dev/null
}

compile requirements/test.in -o requirements/test.txt
compile requirements/build.in -c requirements/test.txt -o requirements/build.txt
compile requirements/runtime.in -c requirements/test.txt -o requirements/runtime.txt
compile requirements/clients.in -o requirements/clients.txt
compile requirements/mutate.in -c requirements/test.txt -o requirements/mutate.txt
