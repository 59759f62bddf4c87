"""Domain events: what can happen, who is told of it, and how.

Owns the table `outbox` and the catalog of event types. A use case says *what* happened (`DomainEvent`); the catalog says whether that goes
into the audit trail and which live event it causes. Neighbours: `runner/run.py` writes both in the use case's
own commit; `deliver.py` sends the outbox to sockets afterwards.
"""
