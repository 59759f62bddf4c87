"""What this server does not offer. Each answer says so in the form that the client checks: a body with `error`, or a status."""

from starlette.responses import Response

from handfast.rustdesk.client_api.wire import Handler, answer, trouble

RECORDING = trouble("This server stores no recordings. This one stays on the device that made it.")
NOTE = trouble("This server stores no notes about connections. Yours was not saved.", 404)
SWITCH = answer({"accepted": False, "error": "This server does not allow switching sides."})


def never(words: Response) -> Handler:
    async def say(_: object) -> Response:
        return words

    return say
