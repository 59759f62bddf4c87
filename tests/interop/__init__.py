"""OAuth clients and verifiers of other makers, unmodified, get devices in and keep them in.

1. `deployment.py`: two nodes on one PostgreSQL, behind a balancer that speaks TLS and sends every request to the next node.
2. `python_clients.py`, `programs.py`: a device with each client. It asks, a person approves it, and it does what the client can do.
3. `catalog.py`: which clients there are; all run at once, since most of them wait five seconds before they poll.
4. The tests judge each by what the balancer saw of it, and compare the page of the documentation with that.
"""
