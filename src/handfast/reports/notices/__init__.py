"""What a company's owners and admins should know: some kinds of rows of the trail, and how far each of them has read.

Owns the table `notices_read` and the routes `/api/notices`. Nothing is written for a notice but its row of the trail, so a notice is never
without its proof; which kinds there are is `NOTICED` in `events/catalog.py`.
"""
