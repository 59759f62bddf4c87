"""What the two databases promise, and what each does by itself: on real disks, with fsync."""
