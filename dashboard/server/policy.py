"""The content security policy: what a page may read and run, and who may frame it.

A page runs this server's own files and the inline scripts of its template, by their digests; it
reads from this server alone, and evaluates no text. Styles may be inline: Bokeh writes its own.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup

# Those that run; JSON in a script element does not.
_INLINE = re.compile(
    r'<script(?: type="(?:module|text/javascript|importmap)")?>(.*?)</script>', re.DOTALL
)
_BOKEHS = re.compile(r"<script(?=[\s>])(?![^>]*\ssrc=)")
_FILLED_IN = ("{{", "{%")


@dataclass(frozen=True)
class Card:
    """What a page with a card of Panel's needs more.

    nonce: of the scripts that Bokeh writes into the page, another one each time. hosts: others that
    the card may read from and show in frames.
    """

    nonce: str
    hosts: Sequence[str] = ()


def policy(scripts: Iterable[str] = (), embedded: bool = False, card: Card | None = None) -> str:
    """Return the header's value.

    scripts: the texts of inline scripts. embedded: any page may show this one in a frame.
    """
    hosts = card.hosts if card else ()
    allowed: dict[str, Sequence[str]] = {
        "default-src": ("'self'", *hosts),
        "script-src": ("'self'", *map(_digest, scripts), *(_scripts(card) if card else ())),
        "style-src": ("'self'", "'unsafe-inline'", *hosts),
        "img-src": ("'self'", "data:", "blob:", *hosts),
        "font-src": ("'self'", "data:", *hosts),
        "object-src": ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
    }
    if card:
        allowed["worker-src"] = ("'self'", "blob:")
    if not embedded:
        allowed["frame-ancestors"] = ("'self'",)
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in allowed.items())


def _scripts(card: Card) -> Sequence[str]:
    # Panel's components come as modules in blobs, and Bokeh makes functions of CustomJS's text.
    return (f"'nonce-{card.nonce}'", "'unsafe-eval'", "blob:", *card.hosts)


def inline_scripts(template: str) -> list[str]:
    """Return the texts of the scripts in a template that are the same in each page made of it.

    Of a page that is made, those of all its scripts.
    """
    found = _INLINE.findall(template)
    return [text for text in found if not any(mark in text for mark in _FILLED_IN)]


def nonced(html: str, nonce: str) -> Markup:
    """Let the inline scripts in what Bokeh writes into a page run."""
    return Markup(_BOKEHS.sub(f'<script nonce="{nonce}"', html))  # nosec B704  (it is Bokeh's own)


def _digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
