"""The pages of the World Bank's Indicators API, version 2, in which every list comes.

An error comes with status 200, as one element with a message; some answers are XML or a proxy's
HTML in spite of `format=json`; and a list may change between two of its pages.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from dashboard.sources.client import BrokenAnswerError, Client, shown
from dashboard.sources.raw import RawAnswers, new

PER_PAGE = 20_000
ARCHIVED, UNAVAILABLE = "175", ("105", "199")  # messages; the latter ask to try again


class WorldBankError(RuntimeError):
    """What the World Bank says of a request that it cannot answer."""


class ArchivedError(WorldBankError):
    """The World Bank has put an indicator away."""


@dataclass(frozen=True)
class ListPage:
    """One page of a list. updated and total tell two editions of it apart."""

    pages: int
    total: int
    updated: str
    entries: list[dict[str, Any]]

    @property
    def edition(self) -> tuple[str, int]:
        """What is the same for all pages of one list until the World Bank changes it."""
        return self.updated, self.total


@dataclass(frozen=True)
class Listing:
    """Which list: its address, what is asked of it, and the folder of its answers on disk.

    dated: whether it says when it was last changed.
    """

    url: str
    asked: dict[str, str]
    folder: str
    dated: bool = True


def parse_page(body: bytes) -> ListPage:
    """Read one page; raises WorldBankError, and BrokenAnswerError for what is no such page."""
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise BrokenAnswerError(f"not JSON: {shown(body)}") from error
    if not isinstance(answer, list) or not answer or not isinstance(answer[0], dict):
        raise BrokenAnswerError(f"no page: {shown(body)}")
    if "message" in answer[0]:
        _refuse(answer[0]["message"])
    try:
        head, entries = answer
        updated = str(head.get("lastupdated", ""))
        page = ListPage(int(head["pages"]), int(head["total"]), updated, list(entries or []))
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenAnswerError(f"no page: {shown(body)}") from error
    if not all(isinstance(entry, dict) for entry in page.entries):
        raise BrokenAnswerError(f"no page: {shown(body)}")
    return page


def whole(pages: list[ListPage]) -> list[dict[str, Any]]:
    """Return the entries of all pages; raises BrokenAnswerError unless they make one list."""
    entries = [entry for page in pages for entry in page.entries]
    editions = {page.edition for page in pages}
    if len(editions) > 1:
        raise BrokenAnswerError("it changed while it was read")
    if not pages or len(entries) != pages[0].total:
        total = pages[0].total if pages else "all"
        raise BrokenAnswerError(f"{len(entries)} entries came of {total}")
    return entries


async def fetch_pages(
    client: Client, raw: RawAnswers, listing: Listing
) -> tuple[str, list[ListPage]]:
    """Return a list's pages and their folder, asking only for those not on disk or out of date.

    What is out of date stays on disk: the new pages are put beside, see RawAnswers.settle.
    """
    folder, pages = await _up_to_date(client, raw, listing)
    if folder != listing.folder and not pages:
        raw.discard(folder)
    if 1 not in pages:
        pages[1] = await _fetch_page(client, raw, listing, folder, 1)
    numbers = [number for number in range(2, pages[1].pages + 1) if number not in pages]
    coming = (_fetch_page(client, raw, listing, folder, number) for number in numbers)
    pages |= zip(numbers, await asyncio.gather(*coming), strict=True)
    return folder, [pages[number] for number in sorted(pages)]


def read_pages(raw: RawAnswers, folder: str) -> dict[int, ListPage]:
    """Return the pages of a list that are on disk and can be read, by their number."""
    pages = {}
    for name in raw.names(folder):
        number = int(name.rpartition("-")[2].removesuffix(".json"))
        try:
            pages[number] = parse_page(raw.read(name) or b"")
        except (BrokenAnswerError, WorldBankError):
            continue
    return dict(sorted(pages.items()))


async def _up_to_date(
    client: Client, raw: RawAnswers, listing: Listing
) -> tuple[str, dict[int, ListPage]]:
    """Find the folder, and the pages in it, that are of today's edition."""
    places = (listing.folder, new(listing.folder)) if listing.dated else ()
    known = {place: pages for place in places if (pages := read_pages(raw, place))}
    if known:
        # One entry is enough to see whether the list has changed since.
        _, now = await client.get(listing.url, _params(listing, 1, per_page=1), parse_page)
        for place, pages in known.items():
            if all(page.edition == now.edition for page in pages.values()):
                return place, pages
    return new(listing.folder), {}


async def _fetch_page(
    client: Client, raw: RawAnswers, listing: Listing, folder: str, number: int
) -> ListPage:
    body, page = await client.get(listing.url, _params(listing, number, PER_PAGE), parse_page)
    raw.write(f"{folder}/page-{number}.json", body)
    return page


def _params(listing: Listing, number: int, per_page: int) -> dict[str, Any]:
    return {**listing.asked, "format": "json", "per_page": per_page, "page": number}


def _refuse(messages: Any) -> None:
    message = messages[0] if isinstance(messages, list) and messages else messages
    if not isinstance(message, dict):
        raise WorldBankError(f"the World Bank says {message!r}"[:200])
    number, key, value = (str(message.get(name, "")) for name in ("id", "key", "value"))
    text = f"the World Bank says {key!r}, {value!r} (message {number})"
    if number in UNAVAILABLE:
        raise BrokenAnswerError(text)
    if number == ARCHIVED:
        raise ArchivedError(f"archived or deleted: {text}")
    raise WorldBankError(text)
