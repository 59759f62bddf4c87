"""The outside world behind the ports: the clock, chance, mail, the Socket.IO server. Only `app.py` imports from here."""
