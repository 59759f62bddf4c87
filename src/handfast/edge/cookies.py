"""The cookie of a session."""

from handfast.edge.calls import Call


def set_cookie(call: Call, value: str, seconds: int) -> None:
    secure = "; Secure" if call.services.secure else ""
    call.answer_headers = {"Set-Cookie": f"{call.services.cookie}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"}


def forget_cookie(call: Call) -> None:
    set_cookie(call, "", 0)


def set_step_cookie(call: Call, value: str, seconds: int) -> None:
    """Binds the second step of a sign-in to this browser. `Strict`: no other site ever begins that step."""
    _set_strict(call, call.services.step_cookie, value, seconds)


def set_passkey_cookie(call: Call, value: str, seconds: int) -> None:
    """Binds the challenge for a passkey to this browser."""
    _set_strict(call, call.services.passkey_cookie, value, seconds)


def _set_strict(call: Call, name: str, value: str, seconds: int) -> None:
    secure = "; Secure" if call.services.secure else ""
    call.answer_headers = {"Set-Cookie": f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}"}
