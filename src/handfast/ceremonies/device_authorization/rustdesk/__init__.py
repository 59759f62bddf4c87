"""«Continue with Handfast» in the app: a request that a signed-in user approves in a browser, on a page of ours.

1. `start.py`: the client sends its id and uuid and gets a code of 128 bits and the address of the page, with the code in the fragment.
2. `get_request.py`: the page shows which device asks, from where and since when.
3. `approve.py`: the signed-in user types the last three digits of the ID as the app shows it, so that nobody approves a request that
   somebody else began. The app gets a session, and the device is linked unless the user has another one or too few heartbeats came
   from it. If the device is somebody else's, nobody is signed in and the request ends. `deny.py` turns the request down.
4. The client polls every second for three minutes (`rustdesk/client_api/oidc.py`). Once the request is approved, it gets its token,
   the same one however often it asks.

Owns the table `link_requests` and the routes `/api/link-requests/*`.
"""
