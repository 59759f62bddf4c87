"""Mail that leaves the server: composed here, stored sealed, delivered by the clock.

Owns the table `mails`. A use case queues a letter in its own commit (`queue.py`), so nobody is told of what did not happen; a
job carries it out afterwards (`deliver.py`) through a `Send` port. What a letter says is encrypted at rest with a key outside the
database and never reaches a log, since most letters hold a link that opens something.
"""
