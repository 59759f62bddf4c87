"""Questions: SQL straight to the answer. Nothing here decides anything."""
