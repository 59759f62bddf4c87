"""Signing in and out, and one's own sessions.

Owns the routes `/api/session` and `/api/sessions`. A session is 256 random bits in a cookie, stored as their digest. A
browser's session ends after twelve idle hours, after thirty days, or when the user's session version is raised, which ends all of theirs.
"""
