"""Notices of owners and admins."""
