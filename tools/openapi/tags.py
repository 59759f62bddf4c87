"""What each group of operations is for, in the order in which a reader meets them."""

TAGS = {
    "Pairing": "A manager issues a code, a device redeems it and becomes the account's.",
    "For devices": "What a paired device calls for itself, with its own credential.",
    "Devices": "The registry: list, rename, enable, disable, approve and delete paired devices.",
    "A customer's device": "A customer links the RustDesk device they hold, changes it or gives it up.",
    "Requests from the RustDesk app": "A signed-in person approves or denies what the app asks behind «Continue with Handfast».",
    "RustDesk devices": "The support desk: add, assign, exempt, clean up and restore RustDesk devices.",
    "Subscriptions": "Which customers are served, set by hand, by API or by Stripe.",
    "Reports": "Look a customer up, list unpaired devices, export customers.",
    "Audit": "The trail of what happened, and alerts.",
    "People": "Invite, list, change and disable the people of an account.",
    "Session": "Sign in and out, passwords, one's own sessions.",
    "Access tokens": "Tokens by which scripts act for a person, within scopes.",
    "Tenant": "The settings of an account.",
    "Server": "Set-up, invitations to accept, the ticket of a live connection.",
    "RustDesk client": "What the stock RustDesk client calls; it compares some answers byte for byte.",
    "Monitoring": "For load balancers, orchestrators and Prometheus.",
}
