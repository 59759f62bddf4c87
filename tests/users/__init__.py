"""People over HTTP, on both databases: who gets in, who may do what, and what a crowd at the door cannot do."""
