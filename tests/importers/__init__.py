"""Bringing along what another server had."""
