"""The registry of devices over HTTP: lists, switches, credentials, proofs."""
