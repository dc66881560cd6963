"""A page's line to its kernel, without a page: messages are sent and answers read."""

import asyncio
import json
import uuid

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from waiting import LONG_S


async def connected(url: str, kernel: str, **headers: str) -> WebSocketClientConnection:
    address = f"{url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id=a"
    return await asyncio.wait_for(websocket_connect(HTTPRequest(address, headers=headers)), LONG_S)


def message(kind: str, content: dict, channel: str) -> str:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "a",
        "username": "",
        "version": "5.3",
        "date": "",
    }
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
    return json.dumps(parts | {"channel": channel})


async def replies(url: str, kernel: str, *sent: str) -> list[str]:
    """Kinds of what comes on the shell channel, to the answer of a last question that is allowed."""
    line = await connected(url, kernel)
    for each in (*sent, message("kernel_info_request", {}, "shell")):
        line.write_message(each)
    came = []
    while "kernel_info_reply" not in came:
        told = json.loads(await asyncio.wait_for(line.read_message(), LONG_S))
        came += [told["msg_type"]] if told["channel"] in ("shell", "control") else []
    line.close()
    return came
