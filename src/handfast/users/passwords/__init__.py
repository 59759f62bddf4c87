"""Passwords: which are good enough, how they are kept, how a forgotten one is replaced by mail.

Owns `persons.password_hash`, the reset tickets and the routes below `/api/password-resets` and `/api/session/password`.
"""
