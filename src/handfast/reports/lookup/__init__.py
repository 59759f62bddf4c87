"""The support desk's first question: who is this, and what happened? By e-mail, personal code, RustDesk ID or name.

Owns the route `/api/admin/lookup`. One page's worth of data in three steps: who matches, everything about them, and their trail entries.
"""
