"""The audit trail, read: a page with filters, a CSV, alerts, and the proof that nobody tampered with it.

Owns the routes `/api/audit`, `/api/audit.csv` and `/api/alerts`. `audit/` writes the rows; `chain.py` seals and verifies them.
"""
