"""A page of ours as it is for all who ask for its link: built, written and compressed once."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bokeh.document import Document
from bokeh.embed.bundle import Bundle
from bokeh.embed.util import RenderItem
from panel.io.document import _cleanup_doc
from panel.io.server import html_page_for_render_items

from dashboard.server.zipped import Zipped

FRESH = 1.0  # seconds; what all see alike may be that old,
STALE = 5.0  # and in a crowd that old: building takes 50 ms, for which clicks wait
CROWD = 20  # that ask for one link in a second
_MOST = 32  # links
_TOKEN = "isotherm-token-of-this-page"  # nosec B105


@dataclass
class Built:
    """A link's page, built without a session."""

    document: Document
    since: float
    asked: int = 0  # how many have it

    def is_fresh(self, now: float) -> bool:
        """Tell whether one more may have it."""
        age = now - self.since
        return age <= FRESH or (age <= STALE and self.asked > CROWD * age)

    def text(self, token: str) -> str:
        """Return it as somebody has it."""
        return self._text.replace(_TOKEN, token)

    def gzip(self, token: str) -> bytes:
        """Return the same, compressed."""
        return self._zipped.with_words(token)

    @cached_property
    def _text(self) -> str:
        item = RenderItem(token=_TOKEN, roots=self.document.roots, use_for_title=False)
        return html_page_for_render_items(
            Bundle(),
            {},
            [item],
            self.document.title,
            self.document.template,
            self.document.template_variables,
        )

    @cached_property
    def _zipped(self) -> Zipped:
        return Zipped(self._text, _TOKEN)

    def drop(self) -> None:
        """Let go of its document."""
        with suppress(Exception):  # nobody has seen it
            _cleanup_doc(self.document)


@dataclass
class Pages:
    """The pages of an application that were asked for just now."""

    built: OrderedDict[Any, Built] = field(default_factory=OrderedDict)
    needs_session: bool = False  # for a card of the deployer's
    one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def get(self, key: Any, now: float) -> Built | None:
        """Return a page that is fresh."""
        for old in [name for name, page in self.built.items() if not page.is_fresh(now)]:
            self.built.pop(old).drop()
        if page := self.built.get(key):
            page.asked += 1
        return page

    def keep(self, key: Any, page: Built) -> None:
        """Remember a page while it is fresh."""
        self.built[key] = page
        if len(self.built) > _MOST:
            self.built.popitem(last=False)[1].drop()
