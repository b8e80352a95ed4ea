"""Operations of the tag Notifications.

Source: description; docs/protocol/requests.md#operations (ids joined by commas; a client adds signature_type
to the DELETE).
"""

import re

from clob_sandbox.errors import Refused
from clob_sandbox.http.call import Call
from clob_sandbox.http.handlers.account import check_signature_type

_IDS = re.compile(r"[0-9]{1,18}(,[0-9]{1,18})*")


def get_notifications(call: Call) -> bytes:
    check_signature_type(call, required=True)
    return call.exchange.notifications.unread(call.key.address)


def drop_notifications(call: Call) -> str:
    ids = call.one("ids", "Invalid ids")
    if ids is None or not _IDS.fullmatch(ids):
        raise Refused(400, "Invalid ids")
    call.exchange.notifications.drop(call.key.address, [int(number) for number in ids.split(",")])
    return "OK"
