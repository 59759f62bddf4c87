"""How fast the server is, beside the fastest it could be: each figure stands next to a floor measured in the same run.

Owns no part of the product. `python -m bench` starts its own servers and databases on this machine's loopback and takes them away again.

1. `invites.py`: complete invites per second over HTTP, beside the very statements the server sent (`recording.py`) replayed by pgbench
   (`pgbench.py`) and by one plain sqlite3 connection (`plain_sqlite.py`).
2. `bearer.py`: bearer checks per second, beside the bare framework answering the same body (`bare.py`).
3. `live.py`: from redemption to the managers' sockets, with a thousand of them open (`listeners.py`).
4. `idle.py`: memory of an idle server, and how long a start takes.
5. `weight.py`: the bytes of both web pages.

The load comes from a process of its own (`load.py` on `wire.py`), every loop is bounded, and figures are medians. On a busy machine
trust the ratios.
"""
