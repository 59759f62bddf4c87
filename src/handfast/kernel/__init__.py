"""The vocabulary everything else speaks: codes, secrets, moments, callers, outcomes.

Owns no table and no route. Nothing in here reads a clock, a socket or a file: what is random or passes with time comes in
through the two ports in `ports.py`.
"""
