"""What was made is kept, a few, and for as long as its atlas."""

import gc
import weakref
from typing import Any, cast

from dashboard.atlas import Atlas
from dashboard.countrypage.kept import Kept


class Nothing:
    """What stands for an atlas: anything that can be referred to weakly."""


def nothing() -> Atlas:
    return cast(Atlas, Nothing())


def test_what_is_kept_is_made_once_and_the_least_asked_for_goes_first():
    made: list[str] = []
    kept, atlas = Kept[str](2), nothing()
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(atlas, key, lambda key=key: made.append(key) or key)  # type: ignore[func-returns-value]
    assert made == ["a", "b", "c", "b"]


def test_what_is_kept_of_one_atlas_is_not_anothers_and_goes_with_it():
    kept, first, second = Kept[Any](2), nothing(), nothing()
    assert kept.get(first, "a", lambda: 1) == 1
    assert kept.get(second, "a", lambda: 2) == 2
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None
