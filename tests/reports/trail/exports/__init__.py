"""Exports of the trail: their lines, and the database that they anchor."""
