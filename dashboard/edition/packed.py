"""Parts as one small file: what several of them have alike stands there once."""

import gzip
import json
from collections import Counter, defaultdict
from typing import Any

LEAST = 24  # characters: a reference to less saves nothing
LONG = 16  # numbers: as many are looked at for others that they lie beside
FINE = (10_000, 1_000_000)  # steps of one in which numbers are compared: charts are rounded so
NEAR = 9  # steps: how far numbers may be from lying beside the others at one distance
REFERENCE, AWAY, BY, OF = "$", "+", "by", "of"
Steps = list[int | None]


def packed(parts: dict[str, dict[str, Any]]) -> bytes:
    """Return parts by kind and name as compressed JSON; the same parts are the same bytes.

    {"shared": [...], "parts": {kind: {name: part}}}: {"$": 3} stands for the fourth of `shared`.
    Against another baseline a line is the same, higher or lower: {"$": 3, "+": -5120, "by": "011",
    "of": 10000} are its numbers, less 0.5120, and the second and third a ten-thousandth more.
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
            found = whole(shared[value[REFERENCE]])
            return _beside(found, value) if BY in value else found
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
        self._texts: dict[int, str] = {}  # of the values that were counted, which are there still
        self._places: dict[str, int] = {}
        # By their count, and how fine they are.
        self._numbers: dict[tuple[int, int], list[tuple[int, Steps]]] = defaultdict(list)

    def count(self, value: Any) -> None:
        """Count a value; what is within it counts with its first occurrence alone."""
        if not isinstance(value, list | dict | str):
            return
        text = self._texts[id(value)] = _text(value)
        if len(text) < LEAST:
            return
        self._counts[text] += 1
        if self._counts[text] == 1 and not isinstance(value, str):
            for one in value.values() if isinstance(value, dict) else value:
                self.count(one)

    def told(self, value: Any) -> Any:
        """Return a value with references to what is shared."""
        if not isinstance(value, list | dict | str):
            return value
        text = self._texts.get(id(value)) or _text(value)
        if text in self._places:
            return {REFERENCE: self._places[text]}
        if isinstance(value, list) and len(value) >= LONG:
            for fine in FINE:
                if (steps := _steps(value, fine)) is not None:
                    return self._like_others(steps, fine) or self._kept(value, text, steps, fine)
        if len(text) < LEAST or self._counts[text] < 2:
            return self._within(value)
        return self._kept(self._within(value), text)

    def _kept(
        self, value: Any, text: str, steps: Steps | None = None, fine: int = 0
    ) -> dict[str, int]:
        place = self._places[text] = len(self.values)
        self.values.append(value)
        if steps:
            self._numbers[len(steps), fine].append((place, steps))
        return {REFERENCE: place}

    def _like_others(self, steps: Steps, fine: int) -> dict[str, Any] | None:
        """Return numbers as others that they lie beside; None where there are no such."""
        for place, others in self._numbers[len(steps), fine]:
            # Most lie elsewhere: a few of their numbers show that.
            if _away(steps[::LONG], others[::LONG]) and (away := _away(steps, others)):
                least = min(away)
                each = iter(away)
                by = "".join("0" if n is None else str(next(each) - least) for n in steps)
                return {REFERENCE: place, AWAY: least, BY: by, OF: fine}
        return None

    def _within(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.told(one) for name, one in value.items()}
        return [self.told(one) for one in value] if isinstance(value, list) else value


def _away(steps: Steps, others: Steps) -> list[int]:
    """Return how far each number lies from the other, none where that is not nearly alike."""
    pairs = list(zip(steps, others, strict=True))
    if any((n is None) != (o is None) for n, o in pairs):
        return []
    away = [n - o for n, o in pairs if n is not None and o is not None] or [0]
    return away if max(away) - min(away) <= NEAR else []


def _steps(values: list[Any], fine: int) -> Steps | None:
    """Return numbers as whole steps, None where they are no such."""
    if not all(one is None or type(one) in (int, float) for one in values):
        return None
    steps = [None if one is None else round(one * fine) for one in values]
    exact = all(n is None or n / fine == one for n, one in zip(steps, values, strict=True))
    return steps if exact else None


def _beside(others: list[float | None], by: dict[str, Any]) -> list[float | None]:
    away, fine = by[AWAY], by[OF]
    pairs = zip(others, by[BY], strict=True)
    return [None if o is None else (round(o * fine) + away + int(n)) / fine for o, n in pairs]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
