#!/bin/bash
# Everything but the tests, the quick ones first; says what failed and goes on, so that one run shows all there is to mend.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
failed=()

step() {
    local name=$1 words
    shift
    if words=$("$@" 2>&1); then
        printf '  ok    %s\n' "$name"
    else
        printf '  FAIL  %s\n%s\n' "$name" "$words"
        failed+=("$name")
    fi
}

web_types() {
    local fresh
    fresh=$(mktemp -d) || return
    (cd web/tools/openapi && npm exec -- openapi-typescript ../../../docs/generated/openapi.json -o "$fresh/schema.ts") >/dev/null &&
        cmp "$fresh/schema.ts" web/src/api/schema.ts || { echo "web/src/api/schema.ts is stale: run 'make generate' and commit it"; false; }
    local verdict=$?
    rm -rf "$fresh"
    return $verdict
}

step "ruff: lint" ruff check --quiet .
step "ruff: format" ruff format --check --quiet .
step "imports" lint-imports --no-cache
step "our own lints" python -m tools.lint
step "types" mypy
step "generated files" python tools/generate.py --check
step "generated types of the web" web_types
step "web" npm --prefix web run --silent check

if ((${#failed[@]})); then
    printf '\n%s failed.\n' "$(IFS=,; echo "${failed[*]}")"
    exit 1
fi
printf '\nAll clean.\n'
