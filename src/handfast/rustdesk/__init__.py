"""Other programs' wires, translated to our use cases. A dialect has no rules of its own: it reads, runs, and answers word for word."""
