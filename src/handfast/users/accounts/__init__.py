"""What signs a person in, whichever companies they are in: the e-mail address, the password, and whether they operate the server.

An account has one user in each of its companies; a company sees only its own users, whose ids are its own (docs/glossary.md).
Owns the table `accounts`.
"""
