"""What each group of operations is for, in the order in which a reader meets them."""

TAGS = {
    "Pairing": "A manager issues a code, and a device redeems it to join the company.",
    "For devices": "Calls that a paired device makes with its own credential.",
    "Devices": "The registry: list, rename, enable, disable, approve and delete paired devices.",
    "A customer's device": "A customer links their RustDesk device, replaces it or unlinks it.",
    "Requests from the RustDesk app": "A signed-in person approves or denies a request that the app made by “Continue with Handfast”.",
    "RustDesk devices": "For support: add, assign, exempt, clean up and restore RustDesk devices.",
    "Subscriptions": "Which customers have an active subscription: set by hand, by API or by Stripe.",
    "Reports": "Look up customers, list unpaired devices, export customers.",
    "Audit": "The audit trail, and alerts.",
    "People": "Invite, list, change and disable the people of a company.",
    "Session": "Sign in and out; passwords; one's own sessions.",
    "Access tokens": "Tokens with which scripts act for a person, limited by scopes.",
    "Tenant": "The settings of a company.",
    "Server": "Set-up, accepting invitations, tickets for live connections.",
    "RustDesk client": "The API of the stock RustDesk client, which compares some answers byte for byte.",
    "Monitoring": "For load balancers, orchestrators and Prometheus.",
}
