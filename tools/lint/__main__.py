"""Runs every lint of ours; each complaint is one line with its place."""

import sys
from itertools import chain

from tools.lint import (
    docstrings,
    file_access,
    http_types,
    links,
    locks,
    places_of_tests,
    rows,
    searched_names,
    sights,
    size,
    sql_place,
    states,
    table_owner,
    tenant_scope,
    words,
)
from tools.lint.source import sources

server = sources("src/handfast")
tests = sources("tests")
everything = [*server, *tests, *sources("tools", "bench")]

complaints = sorted(
    chain(
        (line for source in everything for line in size.check(source)),
        size.check_web(),
        (line for source in everything for line in docstrings.check(source)),
        (
            line
            for source in server
            for rule in (tenant_scope, sql_place, rows, file_access, searched_names, http_types, states, sights)
            for line in rule.check(source)
        ),
        table_owner.check(server),
        places_of_tests.check(server, tests),
        (line for source in [*server, *tests] for line in words.check(source)),
        locks.check(),
        links.check(),
    )
)
sys.exit("\n".join(complaints) or None)
