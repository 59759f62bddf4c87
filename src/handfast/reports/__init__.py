"""Reports: SQL whose rows are the answer. Nothing here makes decisions."""
