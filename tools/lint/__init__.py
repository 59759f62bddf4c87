"""Our own lints, one rule a file: `check(source)` yields complaints. `python -m tools.lint` runs them all over one parse."""
