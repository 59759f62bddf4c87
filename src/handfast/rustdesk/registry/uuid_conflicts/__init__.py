"""Other installations that say they are a known device: a phone that was reinstalled, an image that was copied, or somebody who lies.

What they say changes nothing of the device. They are kept, a few per device and a week long, so that its owner or an admin can put one
in its place: `ceremonies/linking/take_over.py` for who shows a code, `admin/accept.py` of `ceremonies/linking` for the desk.

Owns the table `rustdesk_rivals`. Neighbours: `registry/uuid_conflict.py` notes who was heard.
"""
