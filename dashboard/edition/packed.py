"""Parts as one small file: what several of them have alike stands there once."""

import gzip
import json
from collections import Counter
from typing import Any

LEAST = 24  # characters: a reference to less saves nothing
REFERENCE = "$"


def packed(parts: dict[str, dict[str, Any]]) -> bytes:
    """Return parts by kind and name as compressed JSON; the same parts are the same bytes.

    {"shared": [...], "parts": {kind: {name: part}}}: {"$": 3} stands for the fourth of `shared`.
    """
    shared = _Shared()
    for named in parts.values():
        for part in named.values():
            shared.count(part)
    told = {kind: {n: shared.told(p) for n, p in named.items()} for kind, named in parts.items()}
    text = _text({"shared": shared.values, "parts": told})
    return gzip.compress(text.encode(), 9, mtime=0)


def unpacked(content: bytes) -> dict[str, dict[str, Any]]:
    """Return the parts of a file."""
    read = json.loads(unpacked_text(content))
    shared = read["shared"]

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(one) for one in value]
        if not isinstance(value, dict):
            return value
        if REFERENCE in value:
            return whole(shared[value[REFERENCE]])
        return {name: whole(one) for name, one in value.items()}

    found: dict[str, dict[str, Any]] = whole(read["parts"])
    return found


def unpacked_text(content: bytes) -> str:
    """Return a file's JSON."""
    return gzip.decompress(content).decode()


class _Shared:
    """Lists, objects and texts that occur more than once, each by its JSON."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._counts: Counter[str] = Counter()
        self._places: dict[str, int] = {}

    def count(self, value: Any) -> None:
        """Count a value; what is within it counts with its first occurrence alone."""
        if not isinstance(value, list | dict | str):
            return
        if len(text := _text(value)) < LEAST:
            return
        self._counts[text] += 1
        if self._counts[text] == 1 and not isinstance(value, str):
            for one in value.values() if isinstance(value, dict) else value:
                self.count(one)

    def told(self, value: Any) -> Any:
        """Return a value with references to what is shared."""
        if not isinstance(value, list | dict | str):
            return value
        text = _text(value)
        if len(text) < LEAST or self._counts[text] < 2:
            return self._within(value)
        if text not in self._places:
            within = self._within(value)
            self._places[text] = len(self.values)
            self.values.append(within)
        return {REFERENCE: self._places[text]}

    def _within(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.told(one) for name, one in value.items()}
        return [self.told(one) for one in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
