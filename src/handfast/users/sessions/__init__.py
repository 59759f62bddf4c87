"""Signing in and out, and one's own sessions.

Owns the routes `/api/session` and `/api/sessions`. A session is 256 random bits in a cookie, stored as their digest; it ends after
twelve idle hours, after thirty days, and with the person's epoch: whatever must end them all raises that number.
"""
