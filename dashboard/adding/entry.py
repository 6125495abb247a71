"""The entry that is being made: its name, its keys, and the file that it is of."""

import os
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.entries import EntryError
from dashboard.indicators import CATALOGUE, Indicator, read_entry, read_tables

_LONGEST = 60  # characters of a name


class AddError(ValueError):
    """A file cannot be added; the message says why, and what to do."""


class Entry:
    """A name and its keys, in the catalogue at `target`; keys are laid over each other."""

    def __init__(self, name: str, target: Path, keys: Mapping[str, Any]) -> None:
        self.name, self.target = name, target
        self.keys: dict[str, Any] = dict(keys)

    def lay(self, keys: Mapping[str, Any]) -> bool:
        """Add keys; return whether anything is another than before."""
        before, self.keys = self.keys, _merged(self.keys, keys)
        return self.keys != before

    def indicator(self) -> Indicator:
        """Return what it means so far; raises AddError."""
        keys = {"unit": "", **self.keys} if self.lacks("unit") else self.keys
        keys = {"label": label_of(self.name)[0], **keys} if self.lacks("label") else keys
        try:
            return read_entry(self.target, self.name, keys)
        except EntryError as error:
            raise AddError(str(error)) from error

    def lacks(self, key: str) -> bool:
        """Whether neither it nor our entry of its name has a key; categories need no unit."""
        ours = read_tables(CATALOGUE).get(self.name, {})
        needless = key == "unit" and "categories" in self.keys
        return key not in self.keys and key not in ours and not needless


def name_of(file: Path, taken: Collection[str]) -> str:
    """Return a name for the entry of a file, one that is not taken."""
    stem = file.name.split(".")[0]
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")
    plain = plain if re.match("[a-z]", plain) else f"own_{plain}".strip("_")
    return free_name(plain[:_LONGEST].rstrip("_"), taken)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name, or else one like it, that is not taken."""
    names = (name, *(f"{name[: _LONGEST - 5]}_{n}" for n in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def year_of(file: Path) -> str:
    """Return the one year that a file's name has, or ""."""
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", file.name)
    return years[0] if len(years) == 1 else ""


def label_of(text: str) -> tuple[str, str]:
    """Return what a column or a file may be called, and the unit that stands behind it, or ""."""
    found = re.fullmatch(r"(.*\S)\s*[(\[]([^()\[\]]*[^\W\d][^()\[\]]*|%)[)\]]\s*", text)
    label, unit = (found[1], found[2].strip()) if found else (text, "")
    label = " ".join(label.replace("_", " ").split())
    return label[:1].upper() + label[1:], unit


def path_from(file: Path, target: Path) -> str:
    """Return how the catalogue at `target` names a file: relative where the file is named so."""
    if file.is_absolute():
        return file.as_posix()
    there = file.parent.resolve() / file.name  # ".." of a link is not where it seems
    try:
        return Path(os.path.relpath(there, target.parent.resolve())).as_posix()
    except ValueError:  # on another drive
        return there.as_posix()


def given_keys(given: Sequence[str]) -> dict[str, Any]:
    """Return what KEY=VALUE say; a value is TOML, or else a text. Raises AddError."""
    keys: dict[str, Any] = {}
    for one in given:
        key, value = _halves(one, "--set", "missing=[-999]")
        keys = _merged(keys, {key: _toml(value)})
    return keys


def given_where(given: Sequence[str]) -> dict[str, Any]:
    """Return what COLUMN=VALUE say, several values of one column together. Raises AddError."""
    where: dict[str, list[str]] = {}
    for one in given:
        column, value = _halves(one, "--where", "sex=T")
        where.setdefault(column, []).append(value)
    return {column: each[0] if len(each) == 1 else each for column, each in where.items()}


def _halves(text: str, option: str, example: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise AddError(f"{option} {text}: write it like {option} {example}")
    return key.strip(), value.strip()


def _toml(text: str) -> Any:
    try:
        found = tomllib.loads(f"x = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return found["x"] if list(found) == ["x"] else text


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys over others: tables and lists are put together, all else is replaced."""
    both = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], dict) and isinstance(above[key], dict):
            both[key] = _merged(below[key], above[key])
        elif key == "missing" and isinstance(below[key], list) and isinstance(above[key], list):
            both[key] = [*below[key], *(one for one in above[key] if one not in below[key])]
    return both
