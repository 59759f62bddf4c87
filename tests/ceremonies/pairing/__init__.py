"""The invite ceremony over HTTP: what it answers, whom it limits, and what time does to it."""
