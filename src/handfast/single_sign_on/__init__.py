"""Single sign-on: a person signs in at an OpenID provider, of their company or of the whole server (OpenID Connect Core 1.0).

In OAuth terms, this server is a confidential client with the authorization code flow, PKCE S256, state and nonce.

1. An owner or admin sets the provider of their company (`set_provider.py`, `remove_provider.py`); that of the server is in its settings.
   `list_providers.py` says which ones a sign-in page may offer, `check_provider.py` tries one out.
2. `start.py` begins: it keeps the transaction, bound to the browser by a cookie, and gives the address at the provider.
3. The provider sends the browser back. `take.py` uses the transaction up; `relying_party.py` exchanges the code and verifies the ID token.
4. `admit.py` finds the user, or makes one, and gives the role that the claims ask for; `rules.py` decides.
5. `open.py` opens the session. One of a company's provider is for that company only (`sessions.company_only`): a company's admin decides
   what its provider says, so it must never open what the account has in other companies.
6. An account that has another way in is connected only by whoever signs in to it (`connect.py`).
7. `confirm.py` confirms a session by the provider; `end_sessions.py` ends the sessions that the provider reports as ended.

Owns the tables `identity_providers`, `company_identities`, `server_identities`, `sso_transactions` and `sso_logout_tokens`, and the
routes `/api/sso*` and `/api/tenant/sso*`. Which sessions came from a provider is kept with the sessions (`users/sessions/store.py`), since
what is made from one of them comes from there too. Stands above `offboarding`, because a role that a claim takes away ends what came with
it.
"""
