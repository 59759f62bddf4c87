"""The server alone on the internet: what a client that means harm can do to it, and what everybody else notices of that."""
