"""The pages of the reference, made of the code: settings, links, catalogue, commands.

Each function returns Markdown.
"""

import contextlib
import io
import os
import re
import textwrap
from typing import Any
from unittest import mock

from dashboard.__main__ import main
from dashboard.climate import Years
from dashboard.collection import open_collection
from dashboard.entries import FORMATS, KEYS, OF_A_FILE, Key, ready
from dashboard.indicators import CATALOGUE, read_catalogue
from dashboard.methods.links import links
from dashboard.methods.values import flagged
from dashboard.state import TEMPERATURE, ViewState
from dashboard.store import Store
from docs.settings import told

_PARTS = {
    "serve": (
        "The server",
        "Read once at start. What cannot be used stops it, with a line on why.",
    ),
    "data": ("The figures", "Read by `refresh`, `serve` and `check`."),
    "deploy": ("Deployment", "Read by the files that build and release, not by the app."),
}
# Which default they have follows from `code` or `path`.
_FOLLOWS = ("label", "unit", "code", "path", "source", "description", "group")


def settings_page() -> str:
    """Return the page of all variables."""
    text = "# Settings\n\nAll come from the environment; none is needed on your own machine.\n"
    for part, (title, intro) in _PARTS.items():
        rows = [
            (f"`{name}`", entry["meaning"], entry["default"])
            for name, entry in told().items()
            if entry["of"] == part
        ]
        text += f"\n## {title}\n\n{intro}\n\n{_table(('variable', 'meaning', 'default'), rows)}"
    return text


def links_page() -> str:
    """Return the page of the parameters of a link."""
    found = open_collection(wanted=read_catalogue(CATALOGUE))
    years = found.store.values(TEMPERATURE).columns
    state = ViewState(
        found.store.countries,
        found.catalogue,
        Years(int(years[0]), int(years[-1])),
        found.store.records,
    )
    rows = [(f"`{link.name}`", *link[1:]) for link in links(state)]
    return f"""# Links

The address holds every choice that is not the usual one:
`?country=IND&year=2016&baseline=1951-1980`. The names do not change from release to release. A
value that is not known leaves the usual one, and the page says so. The same query after
`download/map.csv`, or `temperature`, `indicator`, `table`, `scatter` instead of `map`, gives the
numbers; after `download/python`, the Python that computes them.

{_table(("name", "meaning", "values", "usually"), rows)}"""


def catalogue_page() -> str:
    """Return the page of the keys of a catalogue's entry."""
    usual = ready("x", {"label": "X", "unit": "x", "code": "X"})
    entry = [_key(name, key, usual) for name, key in KEYS.items() if name not in OF_A_FILE]
    of_a_file = [_key(name, KEYS[name], {}) for name in OF_A_FILE]
    head = ("key", "what to write", "default")
    suffixes = ", ".join(f"`{suffix}`" for known in FORMATS.values() for suffix in known)
    return f"""# Catalogue

A TOML file; each table is an indicator, and its name the id in links. `label`, `unit` and one of
`code` and `path` are needed. What each key is for: [Your own indicator](../gallery/README.md).

{_table(head, entry)}
## Of a file

Where `path` names a file. Its ending says what it is: {suffixes}.

{_table(head, of_a_file)}"""


def commands_page() -> str:
    """Return the page of the commands, as they describe themselves."""
    overview = _help()
    commands = re.findall(r"^    (\w+) ", overview, re.MULTILINE)
    text = f"""# Commands

Status 0: done. 1: something is not ready, and a line says what. 2: a wrong argument.

```text
{overview}
```
"""
    for command in commands:
        text += f"\n## {command}\n\n```text\n{_help(command)}\n```\n"
    return text


def quality_table() -> str:
    """Return each flag in use: what it means, how many countries have it, and three of them."""
    rows = [
        (f"`{found.flag}`", found.rule, str(found.count), ", ".join(found.examples[:3]))
        for found in flagged(Store.read().countries)
    ]
    return _table(("flag", "means", "countries", "such as"), rows)


def _help(*command: str) -> str:
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        main([*command, "--help"])
    return textwrap.dedent(printed.getvalue()).strip()


def _key(name: str, key: Key, usual: dict[str, Any]) -> tuple[str, str, str]:
    write = "a text" if key.write == KEYS["sheet"].write else key.write.removeprefix("write ")
    default = usual.get(name, "")
    shown = name not in _FOLLOWS and default != ""
    return f"`{name}`", write, f"`{_toml(default)}`" if shown else ""


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)
