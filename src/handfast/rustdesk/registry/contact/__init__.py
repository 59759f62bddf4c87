"""What a RustDesk client says of itself, and what of it is believed.

A client names an id and a uuid and proves neither. So: whoever says an id first is that device (`meet.py`), another uuid changes nothing
and is told to the admins (`impostor.py`), and a heartbeat is evidence of traffic, never of an owner. Beats are one look into memory
(`beats.py`) after one look into the database (`recognise.py`); they are written down in batches with everybody else's.

Owns what the client reports in the table `rustdesk`. Neighbours: the RustDesk dialect reads the wire; `ceremonies/linking` says whose a
device is.
"""
