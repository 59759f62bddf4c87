"""«Continue with Handfast» in the app: a request that the person approves in a browser, on a page of ours.

1. `start.py`: the client names its id and uuid and gets a code of 128 bits and the address of the page, with the code in the fragment.
2. `look.py`: the page shows which device asks, from where and since when.
3. `approve.py`: the person, signed in, types the last three digits of the ID as the app shows it. So nobody approves what somebody
   else began. A session for the app is opened, and the device is linked unless the person has another one or it was not heard enough of;
   on somebody else's device nothing happens, and the request ends. `deny.py` turns the request down.
4. The client asks every second for three minutes (`rustdesk/client_api/oidc.py`). Once approved it gets its token, the same one
   however often it asks.

Owns the table `link_requests` and the routes `/api/link-requests/*`.
"""
