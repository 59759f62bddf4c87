"""The cookie of a session."""

from handfast.edge.calls import Call


def cookie_line(call: Call, value: str, seconds: int) -> str:
    secure = "; Secure" if call.services.secure else ""
    return f"{call.services.cookie}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def set_cookie(call: Call, value: str, seconds: int) -> None:
    call.answer_headers = {"Set-Cookie": cookie_line(call, value, seconds)}


def forget_cookie(call: Call) -> None:
    set_cookie(call, "", 0)


def set_step_cookie(call: Call, value: str, seconds: int) -> None:
    call.answer_headers = {"Set-Cookie": step_cookie_line(call, value, seconds)}


def step_cookie_line(call: Call, value: str, seconds: int) -> str:
    """Binds the second step of a sign-in to this browser."""
    return _strict(call, call.services.step_cookie, value, seconds)


def set_passkey_cookie(call: Call, value: str, seconds: int) -> None:
    """Binds the challenge for a passkey to this browser."""
    call.answer_headers = {"Set-Cookie": _strict(call, call.services.passkey_cookie, value, seconds)}


def _strict(call: Call, name: str, value: str, seconds: int) -> str:
    """`Strict`: no other site ever begins what such a cookie is for."""
    secure = "; Secure" if call.services.secure else ""
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict{secure}"
