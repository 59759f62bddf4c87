"""The RustDesk client's own API, spoken to by a client that keeps its real timings."""
