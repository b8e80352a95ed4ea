"""Every call of the client, once, by subject: which operation, with which arguments, read as what.

Each function takes the session and the caller's arguments, checks them, and yields calls (``core.Steps``);
a client only drives them. Names and shapes: the description; paging: docs/protocol/requests.md#pages.
"""
