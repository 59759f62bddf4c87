"""The cookie of a session."""

from handfast.edge.calls import Call


def set_cookie(call: Call, value: str, seconds: int) -> None:
    secure = "; Secure" if call.services.secure else ""
    call.answer_headers = {"Set-Cookie": f"{call.services.cookie}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"}


def forget_cookie(call: Call) -> None:
    set_cookie(call, "", 0)
