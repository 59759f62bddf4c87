"""The outside world behind the ports: the clock, chance, mail, the Socket.IO server. Only `main.py` imports from here."""
