"""The websocket without Nagle's delay; importing this module is enough.

Bokeh writes each message as three small frames. With Nagle's algorithm the second waits for the
browser's delayed acknowledgement of the first: 40 ms of every click, measured on loopback. Neither
Bokeh nor Panel has a setting for it, so their handler's `open` is wrapped.
"""

from functools import wraps
from typing import Any

from bokeh.server.views.ws import WSHandler

_open = WSHandler.open


@wraps(_open)
def _open_without_delay(handler: WSHandler, *arguments: Any, **named: Any) -> Any:
    handler.set_nodelay(True)
    return _open(handler, *arguments, **named)


WSHandler.open = _open_without_delay  # type: ignore[method-assign]
