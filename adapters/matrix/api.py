"""Requests to the homeserver, and its word where it says no."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from nio import ErrorResponse, Response
from nio.client.async_client import AsyncClient

from bot.channel import wait_of

AWAY = (ClientError, TimeoutError, ConnectionError, socket.gaierror, ssl.SSLError)
"""What a homeserver that can't be reached, or is too slow, raises; a fault of a disk is none."""
UNKNOWN_TOKEN = "M_UNKNOWN_TOKEN"
"""The login has been taken away."""
PATIENCE = 20.0
"""Seconds to wait for an answer."""
_V3, _UPLOAD = "/_matrix/client/v3", "/_matrix/media/v3/upload"
_PASS = ("M_LIMIT_EXCEEDED", UNKNOWN_TOKEN)


class Refused(Exception):
    """The homeserver said no. ``after``: seconds to wait, where it asked for that;
    ``body`` its whole answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        after: float | None = None,
        body: Mapping[str, Any] | None = None,
    ):
        super().__init__(" ".join(filter(None, (str(status), code, message))))
        self.status, self.code, self.message = status, code, message
        self.after, self.body = after, body or {}

    @property
    def passes(self) -> bool:
        """Whether the same may be taken later. What has no code is no homeserver's word: its proxy
        answers while it restarts."""
        is_busy = self.status == 429 or self.status >= 500
        return not self.code or is_busy or self.code in _PASS


def path(*parts: str, **query: str | int | None) -> str:
    """An address under ``/_matrix/client/v3``."""
    asked = {key: value for key, value in query.items() if value is not None}
    address = "/".join([_V3, *(quote(part, safe="") for part in parts)])
    return f"{address}?{urlencode(asked)}" if asked else address


def checked(response: Response) -> Response:
    """nio's response. Raises ``Refused`` for an answer that nio couldn't read."""
    if isinstance(response, ErrorResponse):
        raise Refused(200, "", "oläsligt svar")
    return response


class Api(AsyncClient):
    """nio's client, for any request, with every refusal raised."""

    async def send(self, *request: Any, **more: Any) -> ClientResponse:
        """Through the proxy of the environment, where it names one."""
        if self.client_session is None:
            total = ClientTimeout(total=self.config.request_timeout)
            self.client_session = ClientSession(timeout=total, trust_env=True)
        response: ClientResponse = await super().send(*request, **more)
        return response

    async def call(
        self,
        method: str,
        address: str,
        body: Mapping[str, Any] | None = None,
        seconds: float = PATIENCE,
    ) -> dict[str, Any]:
        """Any request of the client-server API. Raises ``Refused``, or one of ``AWAY``."""
        sent = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        return await self.parse_body(
            await self.send(method, address, sent, headers, timeout=seconds)
        )

    async def upload(self, content: bytes, mimetype: str, name: str = "") -> str:
        """Lay a file on the homeserver; its address there. Raises ``Refused``, or one of
        ``AWAY``."""
        asked = f"?{urlencode({'filename': name})}" if name else ""
        headers = {"Content-Type": mimetype, "Authorization": f"Bearer {self.access_token}"}
        answer = await self.send("POST", f"{_UPLOAD}{asked}", content, headers, timeout=PATIENCE)
        return str((await self.parse_body(answer)).get("content_uri", ""))

    async def parse_body(self, transport_response: ClientResponse) -> dict[Any, Any]:
        """What the homeserver says, also to nio, which takes anything else, a proxy's page in its
        place, for an empty answer, and that for a yes to having given out keys. Raises
        ``Refused``."""
        status = transport_response.status
        try:
            said = json.loads(await transport_response.text())
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Refused(status, "", "svaret är ingen hemservers")
        if status >= 300:
            after = wait_of(said.get("retry_after_ms"), per_second=1000)
            code, message = str(said.get("errcode") or ""), str(said.get("error", ""))
            raise Refused(status, code, message, after, said)
        return said
