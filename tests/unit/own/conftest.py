from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.indicators import Indicator, read_catalogue
from dashboard.own import CountryNames
from dashboard.store import Store

Entry = Callable[..., Indicator]


@pytest.fixture(scope="session")
def names() -> CountryNames:
    return CountryNames(Store.read().countries)


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    """An indicator of an own file with this content, and with these keys in its entry."""

    def made(content: str | bytes, *keys: str, name: str = "own.csv") -> Indicator:
        raw: Any = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(raw)
        given = {key.split(" ")[0] for key in keys}
        usual = [text for key, text in _USUAL.items() if key not in given]
        lines = ["[own]", f'path = "{name}"', *usual, *keys]
        (tmp_path / "own.toml").write_text("\n".join(lines), encoding="utf-8")
        return read_catalogue(tmp_path / "own.toml")["own"]

    return made


_USUAL = {"label": 'label = "Own figure"', "unit": 'unit = "points"'}
