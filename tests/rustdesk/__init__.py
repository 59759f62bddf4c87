"""RustDesk devices, and a client that keeps the real one's timings."""
