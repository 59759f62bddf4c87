"""The endpoints of OAuth: `/oauth/*` and the metadata. They know the protocol; the use cases are in `tokens/` and in the ceremonies."""
