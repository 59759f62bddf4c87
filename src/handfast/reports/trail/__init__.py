"""The audit trail, read: a page with filters, a CSV, alerts, and the proof that nobody tampered with it.

Owns the routes `/api/audit`, `/api/audit.csv` and `/api/alerts`. `audit/` writes the rows; `chain.py` seals and verifies them.
`head.py` and `anchors.py` keep what shows that its end was cut off, `retention.py` and `erase.py` erase old rows so that the chain stays
provable, and `exports/` writes files that prove themselves.
"""
