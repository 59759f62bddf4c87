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
    local types=web/src/api/schema.ts before verdict=0
    before=$(mktemp)
    cp "$types" "$before"
    npm --prefix web run --silent api >/dev/null || verdict=1
    if ! cmp --silent "$before" "$types"; then
        cp "$before" "$types"
        echo "$types is stale: run 'make generate' and commit it"
        verdict=1
    fi
    rm "$before"
    return $verdict
}

python_client() {
    local folder verdict=0
    folder=$(mktemp -d)
    .venv/clients/bin/openapi-python-client generate --path src/handfast/openapi.json --meta none --output-path "$folder/client" \
        --fail-on-warning && python -m compileall -q "$folder/client" || verdict=1
    rm -r "$folder"
    return $verdict
}

step "ruff: lint" ruff check --quiet .
step "ruff: format" ruff format --check --quiet .
step "imports" lint-imports --no-cache
step "our own lints" python -m tools.lint
step "types" mypy
step "generated files" python -m tools.generate --check
step "API description" .venv/clients/bin/openapi-spec-validator src/handfast/openapi.json
step "generated client in Python" python_client
step "generated types of the web" web_types
step "web" npm --prefix web run --silent check

if ((${#failed[@]})); then
    printf '\n%s failed.\n' "$(IFS=,; echo "${failed[*]}")"
    exit 1
fi
printf '\nAll clean.\n'
