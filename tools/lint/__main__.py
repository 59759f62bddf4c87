"""Runs every lint of ours; each complaint is one line with its place."""

import sys
from itertools import chain

from tools.lint import docstrings, file_access, links, locks, rows, searched_names, size, sql_place, table_owner, tenant_scope, words
from tools.lint.source import sources

server = sources("src/handfast")
everything = [*server, *sources("tests", "tools", "bench")]

complaints = sorted(
    chain(
        (line for source in everything for line in size.check(source)),
        size.check_web(),
        (line for source in everything for line in docstrings.check(source)),
        (line for source in server for rule in (tenant_scope, sql_place, rows, file_access, searched_names) for line in rule.check(source)),
        table_owner.check(server),
        (line for source in [*server, *sources("tests")] for line in words.check(source)),
        locks.check(),
        links.check(),
    )
)
sys.exit("\n".join(complaints) or None)
