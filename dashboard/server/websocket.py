"""The websocket: answers at once; junk is logged neither in full nor with our files' paths.

Bokeh and Panel have a setting for neither, so what they do is wrapped; importing this module is
enough.

Bokeh writes each message as three small frames. With Nagle's algorithm the second waits for the
browser's delayed acknowledgement of the first: 40 ms of every click, measured on loopback.

What is no message of the protocol was logged whole, up to 20 MB, and its sender was told so in the
name of a close frame that may have 123 bytes; an error was answered with its traceback.
"""

from functools import wraps
from typing import Any

from bokeh.server.connection import ServerConnection
from bokeh.server.views.ws import WSHandler

_LONGEST = 100  # characters of what is wrong with a message
_open, _receive = WSHandler.open, WSHandler._receive
_protocol_error, _internal_error = WSHandler._protocol_error, WSHandler._internal_error
_error = ServerConnection.error


@wraps(_open)
def _open_without_delay(handler: WSHandler, *arguments: Any, **named: Any) -> Any:
    handler.set_nodelay(True)
    return _open(handler, *arguments, **named)


@wraps(_receive)
async def _receive_or_refuse(handler: WSHandler, fragment: str | bytes) -> Any:
    try:
        return await _receive(handler, fragment)
    except Exception as error:
        handler._protocol_error(f"no message ({type(error).__name__})")
        return None


@wraps(_protocol_error)
def _tell_protocol_error(handler: WSHandler, message: str) -> None:
    _protocol_error(handler, message[:_LONGEST])


@wraps(_internal_error)
def _tell_internal_error(handler: WSHandler, message: str) -> None:
    _internal_error(handler, message[:_LONGEST])


@wraps(_error)
def _error_without_traceback(connection: ServerConnection, message: Any, _text: str) -> Any:
    reply = _error(connection, message, "the server could not take this message")
    reply.content["traceback"] = None
    return reply


_handlers: Any = WSHandler  # no checker likes what follows
_handlers.open, _handlers._receive = _open_without_delay, _receive_or_refuse
_handlers._protocol_error, _handlers._internal_error = _tell_protocol_error, _tell_internal_error
_connections: Any = ServerConnection
_connections.error = _error_without_traceback
