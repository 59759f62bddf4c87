"""Verbs that end what several features hold."""
