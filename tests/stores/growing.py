"""Functions of stores whose work may grow with the company, and why."""

_RESTORED = "the whole server was restored from a backup, and everybody is touched"

GROWING = {
    "backups.store.at_work": _RESTORED,
    "backups.store.ended": _RESTORED,
    "ceremonies.linking.admin.store.exempt": "the devices that are exempt, which an admin named one by one; they are sorted by name",
    "ceremonies.pairing.store.pairings_since": "counts the pairings of one day, when somebody guesses codes",
    "devices.store.come_back": "256 devices are found by their ids; PostgreSQL joins them by hash as long as the table is small",
    "oauth.clients.store.listed": "counts the devices of the few clients of a company exactly, when an admin opens their list",
    "limits.store.purge_ahead": "the limits of the whole server that are spent at the moment, when there are many",
    "oauth.clients.store.listed_of_server": "counts the devices of the few clients of the server exactly, when somebody opens their list",
    "oauth.tokens.store.revoked": "what was shut out on the whole server within the last quarter of an hour",
    "reports.trail.store.erasable": "of a company that is deleted, where all entries but the very last are among those it looks for",
    "reports.trail.store.to_erase": "counts the entries of a company once, when it is deleted",
    "reports.unpaired.store.figures": "counts exactly, as is required of the report: entries of indexes, in a thread of its own on SQLite",
    "users.memberships.store.end_tokens_of_provider": "everybody whom the provider of the company vouched for, once, when it goes",
    "users.sessions.store.end_everybodys": _RESTORED,
    "users.sessions.store.shorten": "every browser of the company gets the time that an admin has just set",
    "users.sessions.store.set_app_idle_limit": "every app of the company gets the limit that an admin has just set",
}
