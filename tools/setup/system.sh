#!/bin/sh
# system.sh python|node|chromium|firefox|webkit|shell|pgbouncer|oauth-clients: makes sure the machine has it. What is there is used; what is missing is installed
# with apt where we are allowed to; otherwise one sentence says what to install.
set -eu
cd "$(dirname "$0")/../.."

privileged() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null; fi
}

install() {
    command -v apt-get >/dev/null || return 1
    privileged true || return 1
    echo "Installing $* with apt"
    privileged env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null || true
    privileged env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

give_up() {
    echo "$1" >&2
    exit 1
}

has_python() { tools/setup/python.sh >/dev/null; }

has_node() {
    command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Ubuntu's apt package is a stub for a snap, which does not start in a container: what counts is whether it answers.
has_chromium() { .venv/bin/python -m tests.support.chromium >/dev/null 2>&1; }

has_firefox() { .venv/bin/python -m tests.support.firefox >/dev/null 2>&1; }

has_webkit() { .venv/bin/python -m tests.support.webkit >/dev/null 2>&1; }

# What the commands of the documentation are typed with.
has_shell() { command -v curl >/dev/null && command -v jq >/dev/null; }

has_pgbouncer() { PATH="$PATH:/usr/sbin" command -v pgbouncer >/dev/null; }

# Clients of other makers that get devices in (tests/interop).
has_oauth_clients() {
    command -v oidc-gen >/dev/null && command -v go >/dev/null && [ -x /usr/libexec/sssd/oidc_child ] && [ -d /usr/share/gocode/src/github.com/cli/oauth ]
}

case "$1" in
python)
    has_python || install python3 python3-venv || true
    has_python || give_up "Handfast needs Python 3.11 or newer with venv: install the packages python3 and python3-venv."
    ;;
node)
    has_node || install nodejs npm || true
    has_node || give_up "The web build needs Node.js 20.19 or newer with npm: install it from your system or from nodejs.org."
    ;;
chromium)
    has_chromium || install chromium || true
    has_chromium || { [ "$(id -u)" = 0 ] && .venv/bin/playwright install --with-deps chromium </dev/null; } || true
    has_chromium || give_up "The browser tests need Chromium: install the package chromium, or run .venv/bin/playwright install chromium."
    ;;
firefox)
    has_firefox || install firefox-esr || true
    has_firefox || give_up "The browser tests need Firefox: install the package firefox-esr, or firefox from a package rather than a snap."
    ;;
webkit)
    has_webkit || install webkit2gtk-driver xvfb || install webkitgtk-webdriver xvfb || true
    has_webkit || give_up "The browser tests need WebKit: install the packages webkit2gtk-driver and xvfb."
    ;;
shell)
    has_shell || install curl jq || true
    has_shell || give_up "The tests of the documentation need curl and jq: install the packages curl and jq."
    ;;
pgbouncer)
    has_pgbouncer || install pgbouncer || true
    has_pgbouncer || give_up "The tests of PostgreSQL behind a pooler need PgBouncer: install the package pgbouncer."
    ;;
oauth-clients)
    has_oauth_clients || install oidc-agent-cli sssd-idp golang-go golang-github-cli-oauth-dev || true
    has_oauth_clients || give_up "The tests with OAuth clients need the packages oidc-agent-cli, sssd-idp, golang-go and golang-github-cli-oauth-dev."
    ;;
*)
    give_up "system.sh knows python, node, chromium, firefox, webkit, shell, pgbouncer and oauth-clients, not '$1'."
    ;;
esac
