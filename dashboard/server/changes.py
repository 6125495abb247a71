"""Which changes a browser may make to a session's document.

A page of ours changes one property, the choices, and sends two events. All else is a deployer's own
card: any property of the models that its session has, and their events, but no new models, and no
more than KEPT_OF_A_BROWSER bytes in all. Nothing else is wanted of a browser, so whoever sends it
is none; `refusal` says what it was.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bokeh.document import Document

from dashboard.server.limits import (
    FRAGMENT,
    KEPT_OF_A_BROWSER,
    LONGEST_CHOICES,
    MOST_PARTS,
)

# A root of the page carries one of these as its tag: what a browser may set of it.
OURS: dict[str, frozenset[str]] = {"state": frozenset({"choices"}), "shown": frozenset()}
ASKED = {"PULL-DOC-REQ", "SERVER-INFO-REQ"}  # kinds of messages that change nothing
PATCH = "PATCH-DOC"
_EVENTS = {"document_ready", "client_reconnected", "connection_lost"}  # of no model
_NO_VALUES: tuple[dict[str, Any], ...] = ({"type": "map"}, {"type": "map", "entries": []}, {})
_LONGEST_ID = 100  # characters of a message's id, which the answer repeats
_GROWING = ("ColumnsStreamed", "ColumnsPatched")
_CHANGES = ("ModelChanged", "ColumnDataChanged", *_GROWING)


class Refused(ValueError):  # noqa: N818  (what happened, no fault of ours)
    """A message that no page sends; says why."""


class KeptBytes:
    """What a session's document has from its browser, in bytes: at most KEPT_OF_A_BROWSER."""

    def __init__(self) -> None:
        self.parts: dict[Any, int] = {}
        self.total = 0

    def add(self, part: Any, size: int, *, growing: bool = False) -> None:
        """Count a part of the document that is replaced, or grows; raises Refused."""
        before = self.parts.get(part, 0)
        now = size + FRAGMENT + (before if growing else 0)
        if self.total + now - before > KEPT_OF_A_BROWSER:
            limit = KEPT_OF_A_BROWSER // 1024
            raise Refused(f"its session would hold more than {limit} kB of what browsers sent")
        self.parts[part] = now
        self.total += now - before


def is_ours_alone(document: Document) -> bool:
    """Tell whether a document has nothing but the page's own models."""
    return all(_own(root) is not None for root in document.roots)


def check(message: Any, document: Document, kept: KeptBytes, size: int) -> None:
    """Raise Refused where no page sends such a message; size: its bytes, with all buffers."""
    identity = message.header.get("msgid")
    if not isinstance(identity, str) or len(identity) > _LONGEST_ID:
        raise Refused("its msgid is no short text")
    if message.msgtype in ASKED:
        return
    if message.msgtype != PATCH:
        raise Refused(f"{message.msgtype} is not for browsers")
    events = message.content.get("events") if isinstance(message.content, dict) else None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise Refused("it has no list of events")
    _check_parts(events)
    for event in events:
        _check_event(event, document, kept, size)


def _check_event(event: Mapping[str, Any], document: Document, kept: KeptBytes, size: int) -> None:
    kind = event.get("kind")
    if kind == "MessageSent":
        _check_sent(event, document)
    elif kind in _CHANGES:
        _check_change(kind, event, document, kept, size)
    else:
        raise Refused(f"a browser makes no change of kind {kind!s:.40}")


def _check_sent(event: Mapping[str, Any], document: Document) -> None:
    sent = event.get("msg_data")
    if event.get("msg_type") != "bokeh_event" or not isinstance(sent, dict):
        raise Refused("it sends something that is no event")
    if not is_ours_alone(document):
        return
    if sent.get("name") not in _EVENTS or sent.get("values") not in _NO_VALUES:
        raise Refused(f"this page has no event {sent.get('name')!s:.40}")


def _check_change(
    kind: str, event: Mapping[str, Any], document: Document, kept: KeptBytes, size: int
) -> None:
    model, attribute = event.get("model"), event.get("attr")
    identity = model.get("id") if isinstance(model, dict) else None
    if not isinstance(identity, str) or not isinstance(attribute, str):
        raise Refused("a change names no model or no property")
    models: Any = document.models
    own = next((_own(root) for root in document.roots if root.id == identity), None)
    if own is not None:
        _check_own(kind, event, own)
    elif identity in models:
        part = (identity, attribute, _columns(kind, event))
        kept.add(part, size, growing=kind in _GROWING)
    elif is_ours_alone(document) or not models.seen(identity):
        raise Refused(f"this page has no model {identity:.40}")


def _check_own(kind: str, event: Mapping[str, Any], own: frozenset[str]) -> None:
    if kind != "ModelChanged" or event["attr"] not in own:
        raise Refused(f"a browser may not set {event['attr']!s:.40} of this page")
    text = event.get("new")
    if not isinstance(text, str) or len(text) > LONGEST_CHOICES:
        raise Refused(f"choices are a text of up to {LONGEST_CHOICES} characters")


def _own(root: Any) -> frozenset[str] | None:
    """Return what a browser may set of a root that is the page's own, else None."""
    return next((OURS[tag] for tag in root.tags if isinstance(tag, str) and tag in OURS), None)


def _columns(kind: str, event: Mapping[str, Any]) -> Any:
    """Return which columns a change is about, so that the same ones replace each other."""
    if kind != "ColumnDataChanged":
        return kind in _GROWING
    columns = event.get("data")
    if isinstance(columns, dict) and isinstance(columns.get("entries"), list):
        columns = [entry[0] for entry in columns["entries"] if isinstance(entry, list) and entry]
    return hash(str(list(columns) if isinstance(columns, dict | list) else None))


def _check_parts(events: list[Any]) -> None:
    for count, part in enumerate(_parts(events)):
        if count > MOST_PARTS:
            raise Refused(f"a change has more than {MOST_PARTS} parts")
        if isinstance(part, dict) and part.get("type") == "object":
            raise Refused("a browser makes no new models")


def _parts(whole: Any) -> Iterator[Any]:
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
