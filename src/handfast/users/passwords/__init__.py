"""Passwords: which are good enough, how they are stored, how a forgotten one is replaced by e-mail.

Owns `users.password_hash`, the one-time tokens of kind `reset` and the routes below `/api/password-resets` and `/api/session/password`.
"""
