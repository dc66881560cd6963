"""Students of `class_load.py --students N`: each a page without a browser, over a page's own protocol.

A student opens a lesson, reads the widgets' states as a page does, and moves a slider of its first panel each second;
some press Start of lesson 05's trainer first. A step takes from its message to that of the picture or curve it changed.
"""

import asyncio
import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

MOVING, TRAINING = "01_windowing", "05_learning"
PROTOCOL = "v1.kernel.websocket.jupyter.org"
LATE_S = 120
STEP_S = 1.0
PICTURES = ("heatmap.js", "lines.js")


@dataclass
class Heard:
    """What became of one student: seconds until the lesson stood, seconds of each step, and what went wrong."""

    trains: bool
    opened: float = float("nan")
    steps: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def student(address: str, *, trains: bool, seconds: float) -> Heard:
    """Open a lesson and move its slider for so long."""
    heard = Heard(trains)
    try:
        start = time.perf_counter()
        line = await opened(address, TRAINING if trains else MOVING)
        states = await told_states(line)
        heard.opened = time.perf_counter() - start
        if trains:
            press(line, named(states, "Start"))
        await moved(line, states, heard, until=time.perf_counter() + seconds)
        line.close()
    except Exception as problem:  # one student's trouble is counted, and the class goes on
        heard.wrong.append(f"{type(problem).__name__}: {problem}")
    return heard


async def opened(address: str, lesson: str) -> WebSocketClientConnection:
    """The line to the kernel of a lesson whose cells have all run."""
    asked = HTTPRequest(f"{address}/voila/render/{lesson}.ipynb", request_timeout=LATE_S, connect_timeout=LATE_S)
    page = (await AsyncHTTPClient(max_clients=1_000).fetch(asked)).body.decode()
    kernel = re.search(r'frontearKernel\("([\w-]+)"\)', page)
    if not kernel:
        raise LookupError("the page names no kernel")
    place = f"{address.replace('http', 'ws', 1)}/api/kernels/{kernel[1]}/channels?session_id={uuid.uuid4().hex}"
    return await websocket_connect(HTTPRequest(place), subprotocols=[PROTOCOL], max_message_size=1 << 30)


async def told_states(line: WebSocketClientConnection) -> dict[str, dict]:
    """The states of all widgets, as ipywidgets' page asks for them."""
    control = uuid.uuid4().hex
    send(line, "comm_open", {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}, version="1.0.0")
    send(line, "comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
    async for comm, data in comm_messages(line):
        if comm == control and data.get("method") == "update_states":
            return {name: about["state"] for name, about in data["states"].items()}
    raise ConnectionError("the line was closed before the widgets were told")


async def moved(line: WebSocketClientConnection, states: dict[str, dict], heard: Heard, *, until: float) -> None:
    """A step of the first slider a second, up and down, each waited for."""
    slider, pictures = slider_with_pictures(states)
    value, step = states[slider]["value"], states[slider]["step"]
    up = value + step <= states[slider]["max"]
    while time.perf_counter() < until:
        value, up = value + (step if up else -step), not up
        asked = time.perf_counter()
        send(line, "comm_msg", {"comm_id": slider, "data": {"method": "update", "state": {"value": value}}})
        await asyncio.wait_for(answered(line, pictures), LATE_S)
        took = time.perf_counter() - asked
        heard.steps.append(took)
        await asyncio.sleep(max(STEP_S - took, 0))


def slider_with_pictures(states: dict[str, dict]) -> tuple[str, set[str]]:
    """The first slider whose panel has pictures and no Start, which changes them by itself; and those pictures."""
    for panel in states:
        inside = within(panel, states)
        sliders = [name for name in inside if states[name].get("module") == "slider.js" and "max" in states[name]]
        pictures = {name for name in inside if states[name].get("module") in PICTURES}
        if sliders and pictures and not any(states[name].get("description") == "Start" for name in inside):
            return sliders[0], pictures
    raise LookupError("no panel has a slider and a picture")


def within(panel: str, states: dict[str, dict]) -> list[str]:
    """All widgets in a `Live` panel; of anything else nothing."""
    if "frontear-live" not in states[panel].get("_dom_classes", ()):
        return []
    found, names = [panel], [panel]
    while names:
        children = [child.removeprefix("IPY_MODEL_") for child in states[names.pop(0)].get("children", ())]
        names += children
        found += children
    return found


async def answered(line: WebSocketClientConnection, pictures: set[str]) -> None:
    async for comm, data in comm_messages(line):
        if comm in pictures and data.get("method") == "update":
            return
    raise ConnectionError("the line was closed before a step was answered")


async def comm_messages(line: WebSocketClientConnection) -> AsyncIterator[tuple[str, dict]]:
    """What the kernel tells of widgets: whose, and what."""
    while (came := await line.read_message()) is not None:
        _channel, (header, _parent, _metadata, content, *_) = deserialize_msg_from_ws_v1(came)
        if json.loads(header)["msg_type"] == "comm_msg":
            told = json.loads(content)
            yield told["comm_id"], told["data"]


def named(states: dict[str, dict], description: str) -> str:
    """The first button called so."""
    return next(
        name
        for name, state in states.items()
        if state.get("_model_name") == "ButtonModel" and state.get("description") == description
    )


def press(line: WebSocketClientConnection, button: str) -> None:
    send(line, "comm_msg", {"comm_id": button, "data": {"method": "custom", "content": {"event": "click"}}})


def send(line: WebSocketClientConnection, kind: str, content: dict, *, version: str = "") -> None:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "student", "username": "", "version": "5.3"}
    metadata = {"version": version} if version else {}
    parts = {"header": header | {"date": ""}, "parent_header": {}, "metadata": metadata, "content": content}
    line.write_message(serialize_msg_to_ws_v1(parts, "shell", lambda part: json.dumps(part).encode()), binary=True)
