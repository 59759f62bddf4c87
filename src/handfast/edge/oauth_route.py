"""A route of OAuth: whoever calls is a client, known by what the form says, and every refusal is an error of OAuth."""

from pydantic import BaseModel
from starlette.responses import Response

from handfast.edge.calls import Call
from handfast.edge.oauth_errors import oauth_answer
from handfast.edge.route import Route
from handfast.kernel.outcomes import Reason, Refused


class OAuthRoute(Route):
    def _refused(self, refused: Refused) -> Response:
        return oauth_answer(refused)

    def _json(self, view: BaseModel) -> bytes:
        """Without the members that have no value: `null` is no token (RFC 6749, 5.1)."""
        return view.__pydantic_serializer__.to_json(view, by_alias=True, exclude_none=True)

    async def _admit(self, call: Call) -> None:
        """`Authorization` authenticates the client here, not a person or a device, and cookies count for nothing.

        Where proofs are taken, every answer has a nonce for the next one (RFC 9449, 8).
        """
        if Reason.USE_DPOP_NONCE in self.refuses:
            call.offer_nonce()
        call.caller = call.anonymous()
