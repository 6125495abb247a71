"""A deployer's own card: a function of the state that returns anything Panel can show."""

import importlib
import importlib.util
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import panel as pn
from bokeh.document import Document
from bokeh.models.ui import UIElement
from bokeh.themes import Theme

from dashboard.config import SettingsError
from dashboard.page import EXTENSION
from dashboard.state import ViewState

VARIABLE = "ISOTHERM_EXTENSION"
NOTICE = "This page's own card could not be made: the server's log says why."
_HOST = re.compile(r"(https|wss)://(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_HOSTS = "set a tuple of them, each without a path, such as ('https://tiles.example.org',)"
Extension = Callable[[ViewState], Any]
_LOG = logging.getLogger(__name__)
_READABLE = "#7a7d82"  # on light and on dark
# The page's colours lie behind Bokeh's figures, whichever theme a reader has chosen.
_THEME = {
    "attrs": {
        "Plot": {
            "background_fill_alpha": 0,
            "border_fill_alpha": 0,
            "outline_line_color": _READABLE,
            "outline_line_alpha": 0.4,
        },
        "Grid": {"grid_line_color": _READABLE, "grid_line_alpha": 0.25},
        "Axis": {
            "axis_label_text_color": _READABLE,
            "major_label_text_color": _READABLE,
            "axis_line_color": _READABLE,
            "major_tick_line_color": _READABLE,
            "minor_tick_line_color": _READABLE,
        },
        "Title": {"text_color": _READABLE},
        "Legend": {"label_text_color": _READABLE, "background_fill_alpha": 0},
    }
}


def read_extension(environ: Mapping[str, str] = os.environ) -> Extension | None:
    """Return the function that ISOTHERM_EXTENSION names, None where it is not set.

    "mine:panel" is `panel` of `mine.py` beside the catalogue or in the working directory, or of a
    module that is installed. Raises SettingsError.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", text):
        raise SettingsError(VARIABLE, text, "set a module and a function of it, such as mine:panel")
    name, _, function = text.partition(":")
    try:
        module = _module(name, _folders(environ))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise SettingsError(VARIABLE, text, f"its module cannot be imported ({reason})") from error
    found = getattr(module, function, None)
    if not callable(found):
        raise SettingsError(VARIABLE, text, f"name a function: {name} has no {function!r} to call")
    if wrong := [host for host in hosts(found) if not _is_host(host)]:
        raise SettingsError(VARIABLE, text, f"its hosts have {wrong[0]!r}; {_HOSTS}")
    return cast("Extension", found)


def hosts(extension: Extension) -> tuple[str, ...]:
    """Return the other hosts that a card reads from, as its function names them: `hosts`."""
    return tuple(getattr(extension, "hosts", ()))


def _is_host(host: object) -> bool:
    return isinstance(host, str) and _HOST.fullmatch(host) is not None


@cache
def the_extension() -> Extension | None:
    """Return the function that the server was started with."""
    return read_extension()


def add_card(document: Document, state: ViewState, extension: Extension) -> str:
    """Put what the function returns into a session's document; return a notice where it fails."""
    before = list(document.roots)
    try:
        shown: Any = pn.panel(extension(state))
        shown.server_doc(document, location=False)
    except Exception:
        _LOG.exception("%s failed", os.environ.get(VARIABLE, "The extension"))
        for root in [root for root in document.roots if root not in before]:
            document.remove_root(root)
        return NOTICE
    for root in document.roots:
        if root not in before and isinstance(root, UIElement):
            root.tags = [*root.tags, EXTENSION]
    document.theme = Theme(json=_THEME)
    return ""


def _folders(environ: Mapping[str, str]) -> list[Path]:
    catalogue = environ.get("ISOTHERM_CATALOGUE", "").strip()
    return [*([Path(catalogue).resolve().parent] if catalogue else []), Path.cwd()]


def _module(name: str, folders: list[Path]) -> ModuleType:
    for folder in folders:
        file = folder.joinpath(*name.split(".")).with_suffix(".py")
        spec = importlib.util.spec_from_file_location(name, file) if file.is_file() else None
        if spec and spec.loader:
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            return module
    return importlib.import_module(name)
