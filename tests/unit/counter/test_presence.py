import asyncio
from collections.abc import Sequence

from dashboard.counter.memory import MemoryStore
from dashboard.counter.presence import Presence


class Listening(MemoryStore):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, set[str]]] = []

    async def here(self, views: Sequence[str]) -> int:
        self.told.append(("here", set(views)))
        return 3

    async def left(self, views: Sequence[str]) -> None:
        self.told.append(("left", set(views)))


def test_all_are_told_at_first_and_then_only_who_is_new():
    store, presence = Listening(), Presence()
    for view in ("a", "b"):
        presence.arrive(view)
    asyncio.run(presence.say(store))
    presence.arrive("c")
    asyncio.run(presence.say(store))
    assert store.told == [("here", {"a", "b"}), ("here", {"c"})]
    assert presence.count == 3


def test_after_a_new_connection_all_are_told_again():
    store, presence = Listening(), Presence()
    presence.arrive("a")
    asyncio.run(presence.say(store))
    presence.renew()
    asyncio.run(presence.say(store))
    assert store.told == [("here", {"a"}), ("here", {"a"})]


def test_who_left_is_told_once_and_a_stranger_never():
    store, presence = Listening(), Presence()
    presence.arrive("a")
    presence.leave("a")
    presence.leave("nobody")
    asyncio.run(presence.say_who_left(store))
    asyncio.run(presence.say_who_left(store))
    assert store.told == [("left", {"a"})]
