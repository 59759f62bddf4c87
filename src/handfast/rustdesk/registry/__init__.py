"""RustDesk devices in the registry: the second half of their row, and what their ids may look like.

A RustDesk device is a row of `devices` (kind `rustdesk`) and one of `rustdesk`. It comes in by its first contact with the server, by a
customer who types its id, by an admin, or by an import; all of them call `store.add`.

Owns the table `rustdesk`. Neighbours: `ceremonies/linking` says whose it is (table `links`); the RustDesk dialect hears of it.
"""
