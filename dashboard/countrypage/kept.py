"""The last few of what was made of an atlas; they keep no atlas alive."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from dashboard.atlas import Atlas

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What is made by one thread at a time, and kept until `most` others have been asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Atlas, OrderedDict[str, Made]] = WeakKeyDictionary()
        self._making = Lock()

    def get(self, atlas: Atlas, key: str, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made first where nothing is."""
        with self._making:
            of_atlas = self._kept.setdefault(atlas, OrderedDict())
            if key not in of_atlas:
                of_atlas[key] = make()
            of_atlas.move_to_end(key)
            if len(of_atlas) > self._most:
                of_atlas.popitem(last=False)
            return of_atlas[key]
