"""E-mail that leaves the server: composed here, stored encrypted, delivered by a job.

Owns the table `mails`. A use case queues a message in its own commit (`enqueue.py`), so nobody is told of what did not happen; a
job sends it afterwards (`delivery.py`) through a `Send` port. What a message says is encrypted at rest with a key outside the
database and never reaches a log, since most messages hold a link that gives access to something.
"""
