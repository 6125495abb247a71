"""What takes long of an export, in processes beside each other: packs of parts, pages, pictures."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import Any, NamedTuple

from dashboard.app import PARTS
from dashboard.atlas import Atlas, Part, the_atlas
from dashboard.countrypage.page import addresses, still_page
from dashboard.edition.folder import EditionError
from dashboard.edition.offer import Choices, Pack, combinations, file_name, files
from dashboard.edition.packed import packed
from dashboard.store import SnapshotError

PAGES = "country"
_MOST = 4  # processes of 300 MB each
_AT_ONCE = 8  # countries of one task: opening a process and asking it costs


class Task(NamedTuple):
    """Packs, each with the value that it is of, or the pages of countries."""

    packs: tuple[tuple[Pack, Any], ...] = ()
    pages: tuple[str, ...] = ()


class Rendered(NamedTuple):
    """What a task made: the files by name, and what the snapshot is that they were made of."""

    files: dict[str, bytes]
    made_of: str


def rendered(atlas: Atlas, site: str) -> Iterator[Rendered]:
    """Yield packs, pages and pictures as they come; their order does not count."""
    context = multiprocessing.get_context("spawn")  # threads are alive here: no fork
    many = min(os.cpu_count() or 1, _MOST)
    with ProcessPoolExecutor(many, mp_context=context) as pool:
        asked: list[Future[Rendered]] = [pool.submit(_do, task, site) for task in _tasks(atlas)]
        try:
            for done in as_completed(asked):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _tasks(atlas: Atlas) -> Iterator[Task]:
    """Yield what is to be done, what takes long first."""
    every = list(files(atlas.new_state()))
    by_country = [file for file in every if file[0].file == "iso3"]
    others = [file for file in every if file[0].file != "iso3"]
    for file in sorted(others, key=lambda file: file[0].view != "scatter"):
        yield Task(packs=(file,))
    for n in range(0, len(by_country), 2 * _AT_ONCE):
        yield Task(packs=tuple(by_country[n : n + 2 * _AT_ONCE]))
    countries = list(atlas.store.countries)
    for n in range(0, len(countries), _AT_ONCE):
        yield Task(pages=tuple(countries[n : n + _AT_ONCE]))


def _do(task: Task, site: str) -> Rendered:
    try:
        return _done(the_atlas(), task, site)
    except SnapshotError as error:  # which does not go from one process to another
        raise EditionError(str(error)) from None


def _done(atlas: Atlas, task: Task, site: str) -> Rendered:
    made = {file_name(pack, value): pack_of(atlas, pack, value) for pack, value in task.packs}
    for iso3 in task.pages:
        slug = addresses(atlas).slugs[iso3]
        page, picture = still_page(atlas, iso3, site)
        made[f"{PAGES}/{slug}.html"] = page.encode()
        made[f"{PAGES}/{slug}/stripes.png"] = picture
    return Rendered(made, atlas.shared.made_of)


def pack_of(atlas: Atlas, pack: Pack, value: Any) -> bytes:
    """Return a file with all its parts."""
    made = {}
    for part in pack.parts:
        state = atlas.new_state()
        state.view = pack.view or state.view
        named: dict[str, Part | None] = {}
        for name, choices in combinations(atlas, pack, part, value):
            state.param.update(_plain(atlas, choices))
            named[name] = with_page(atlas, part, PARTS[part][1](atlas, state))
        made[part] = named
    return packed(made)


def with_page(atlas: Atlas, name: str, part: Part | None) -> Part | None:
    """Return a country's part with the address of its page, which no server finds by its code."""
    slugs = addresses(atlas).slugs
    if name != "country" or part is None or part["iso3"] not in slugs:
        return part
    return {**part, "page": f"{PAGES}/{slugs[part['iso3']]}"}


def _plain(atlas: Atlas, choices: Choices) -> Choices:
    """Return choices that lead to the same without a scale that the indicator has not."""
    if atlas.catalogue[choices["indicator"]].scale == "log" if "indicator" in choices else True:
        return choices
    return {**choices, **{name: False for name in ("log", "linear") if name in choices}}
