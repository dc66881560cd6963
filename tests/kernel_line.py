"""A page's line to its kernel, without a page: messages are sent and answers read."""

import asyncio
import json
import uuid

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from waiting import LONG_S

PROTOCOL = "v1.kernel.websocket.jupyter.org"


async def connected(url: str, kernel: str, *, protocol: str = PROTOCOL, **headers: str) -> WebSocketClientConnection:
    address = f"{url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id=a"
    line = websocket_connect(HTTPRequest(address, headers=headers), subprotocols=[protocol])
    return await asyncio.wait_for(line, LONG_S)


def message(kind: str, content: dict, channel: str) -> bytes:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "a",
        "username": "",
        "version": "5.3",
        "date": "",
    }
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    return serialize_msg_to_ws_v1(parts, channel, lambda part: json.dumps(part).encode())


async def replies(url: str, kernel: str, *sent: bytes, **headers: str) -> list[str]:
    """Kinds of what comes on the shell and control channels, to the answer of a last question that is allowed."""
    line = await connected(url, kernel, **headers)
    for each in (*sent, message("kernel_info_request", {}, "shell")):
        line.write_message(each, binary=True)
    came = []
    while "kernel_info_reply" not in came:
        channel, (header, *_) = deserialize_msg_from_ws_v1(await asyncio.wait_for(line.read_message(), LONG_S))
        came += [json.loads(header)["msg_type"]] if channel in ("shell", "control") else []
    line.close()
    return came
