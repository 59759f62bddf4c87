"""The HTTP side: routes, bodies, proofs, pages, problems."""
