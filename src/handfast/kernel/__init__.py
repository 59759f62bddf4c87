"""The vocabulary of all other packages: codes, secrets, moments, callers, outcomes.

Owns no table and no route. Nothing in here reads a clock, a socket or a file: time and randomness come in through the two ports in
`ports.py`.
"""
