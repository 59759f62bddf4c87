"""The vocabulary: codes, secrets, moments, texts."""
