"""Folders mirror `src/handfast`. Kinds of tests that cross features have folders of their own: see CONTRIBUTING.md."""
