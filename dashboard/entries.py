"""One table of a catalogue: the keys that it may have, what each must hold, what may be absent."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf, isnan
from pathlib import PurePath
from typing import Any

PALETTES = ("RdBu", "YlGnBu", "BuPu", "PuBuGn", "YlGn", "YlOrBr", "Greys")  # ColorBrewer's names
FORMATS = {
    "csv": (".csv", ".tsv", ".txt", ".gz"),
    "excel": (".xlsx", ".xlsm", ".xls"),  # .xls: many are text
    "parquet": (".parquet", ".pq"),
    "per": (".per", ".zip"),  # of CRU CY; or a folder of them
}
COLUMNS = ("country", "year", "value")
TOLERANCE = 5  # years
MOST_CATEGORIES = 9  # colours that can be told apart
FIRST_YEAR, LAST_YEAR = 1500, 2200  # of a file
WORLD_BANK = "World Bank"  # the source whose codes a refresh asks for
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")  # of the World Bank's, in an address and a path
_ID = re.compile("[A-Za-z][A-Za-z0-9_-]{0,59}")


class EntryError(ValueError):
    """A table that is no entry; the message names table, key and what to write."""


@dataclass(frozen=True)
class Key:
    """What a key of an entry holds: its type, what to write, and which texts alone are allowed."""

    kind: type | tuple[type, ...]
    write: str
    choices: tuple[str, ...] = ()

    def refuses(self, value: Any) -> bool:
        """Whether a value is of another type, or not among the choices."""
        # type(), because TOML's true is an int to isinstance.
        kinds = self.kind if isinstance(self.kind, tuple) else (self.kind,)
        return type(value) not in kinds or bool(self.choices and value not in self.choices)


def _one_of(*choices: str) -> Key:
    return Key(str, "write one of " + ", ".join(f'"{choice}"' for choice in choices), choices)


_TEXT = Key(str, 'write a text, such as "tonnes"')
_YES_NO = Key(bool, "write true or false, without quotes")
_WHOLE = Key(int, "write a whole number, such as 1")
KEYS = {
    "code": Key(str, 'write the World Bank\'s code, such as "NY.GDP.PCAP.CD"'),
    "source": Key(str, 'write who publishes the figures, such as "World Bank", or "csv"'),
    "label": Key(str, 'write its name, such as "Forest area"'),
    "unit": Key(str, 'write what it is measured in, such as "% of land", or "" for a bare number'),
    "description": _TEXT,
    "scale": _one_of("linear", "log"),
    "palette": _one_of(*PALETTES),
    "categories": Key(
        list, 'write the texts in their order, such as ["Free", "Partly free", "Not free"]'
    ),
    "reverse": _YES_NO,
    "center": Key((int, float), "write the value that is white, such as 0"),
    "decimals": _WHOLE,
    "group": _TEXT,
    "tolerance": _WHOLE,
    "path": Key(str, 'write where the file is, seen from this one, such as "forest.csv"'),
    "columns": Key(dict, 'write { country = "...", year = "...", value = "..." }'),
    "sheet": _TEXT,
    "decimal": _one_of(".", ","),
    "where": Key(dict, 'write which rows count, such as { sex = "both", age = ["15", "16"] }'),
    "names": Key(dict, 'write such as { "Holland" = "NLD", "East Germany" = "" }'),
    "unknown": _one_of("tell", "ignore"),
    "year": Key(int, "write the year of all rows, such as 2024"),
    "years": Key(list, "write first and last year, such as [1990, 2020]"),
    "period": _one_of("first", "middle", "last"),
    "aggregate": _one_of("mean", "sum", "last"),
    "missing": Key(list, 'write what stands for no value, such as [-999, "x"]'),
    "factor": Key((int, float), "write what each value is multiplied by, such as 1000"),
    "range": Key(list, "write smallest and largest possible value, such as [0, 100]"),
}
# Names that mean something else wherever indicators are named: in a link's map=, among the sources
# of a figure, in the archive of all data, and in `refresh --accept`.
TAKEN = {
    "warming_rate": "the warming rate on the map",
    "agreement": "the map of where records agree",
    "boundaries": "the source of the map's boundaries",
    "date": "the snapshot's date",
    "countries": "the table of countries",
    "quality": "the table of how far temperatures can be trusted",
}
OF_A_FILE = (
    "columns", "sheet", "decimal", "where", "names", "unknown", "year", "years", "period",
    "aggregate", "missing", "factor", "range",
)  # fmt: skip


def checked(name: str, table: Any) -> dict[str, Any]:
    """Return a table whose keys are all known and hold what they must; raises EntryError."""
    if not isinstance(table, dict):
        raise EntryError(f"{name} is outside of any [indicator] table")
    if not _ID.fullmatch(name):
        raise EntryError(f"[{name}]: name it with letters, digits and _, such as [forest_area]")
    if name in TAKEN:
        raise EntryError(
            f"[{name}] is the page's own name of {TAKEN[name]}: "
            f"name it otherwise, such as [own_{name}]"
        )
    for key, value in table.items():
        if key not in KEYS:
            raise EntryError(f"[{name}] does not know {key}: {_meant(key)}")
        if KEYS[key].refuses(value):
            raise _wrong(name, key, value)
    _check_more(name, table)
    return table


def ready(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return what an Indicator is made of, what was left out filled in; raises EntryError."""
    if "categories" in table:
        table = {"unit": "", **table, "categories": tuple(table["categories"])}
    for key in ("label", "unit"):
        if key not in table:
            raise EntryError(f"[{name}] misses {key}: {KEYS[key].write}")
    own = _own(name, table)
    defaults = {
        "code": "",
        **_origin(name, table, own),
        "scale": "linear",
        "palette": "RdBu" if "center" in table else "YlGnBu",
        "reverse": False,
        "decimals": 1,
        "tolerance": TOLERANCE,
    }
    given = {key: value for key, value in table.items() if key not in ("path", *OF_A_FILE)}
    if own and given.get("source") in FORMATS:
        del given["source"]  # it says what the file is, not whose figures it holds
    return {"id": name, **defaults, **given, "own": own}


def _origin(name: str, table: dict[str, Any], own: dict[str, Any] | None) -> dict[str, str]:
    if own is not None:
        file = PurePath(own["path"]).name
        return {"source": file, "description": f"Read from {file}.", "group": "Own figures"}
    if table.get("code"):
        described = f"The World Bank's indicator {table['code']}."
        return {"source": WORLD_BANK, "description": described, "group": WORLD_BANK}
    if "source" not in table or table["source"] in FORMATS:
        raise EntryError(
            f"[{name}] misses path: {KEYS['path'].write}; or code: {KEYS['code'].write}"
        )
    return {"description": f"As {table['source']} publishes it.", "group": "Other"}


def _own(name: str, table: dict[str, Any]) -> dict[str, Any] | None:
    if "path" not in table:
        if odd := [key for key in OF_A_FILE if key in table]:
            raise EntryError(f"[{name}] has {odd[0]} and misses path: {KEYS['path'].write}")
        return None
    plain = ("path", "sheet", "decimal", "unknown", "period", "aggregate", "factor")
    own: dict[str, Any] = {key: table[key] for key in plain if key in table}
    own |= {"of_year": table["year"]} if "year" in table else {}
    own |= {"names": tuple(table["names"].items())} if "names" in table else {}
    own |= {key: tuple(table[key]) for key in ("years", "range", "missing") if key in table}
    if "where" in table:
        own["where"] = tuple((column, _hashable(one)) for column, one in table["where"].items())
    fitting = "decimals" not in table
    return {**own, **table.get("columns", {}), "fitting": fitting, "format": _format(table)}


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _format(table: dict[str, Any]) -> str:
    if table.get("source") in FORMATS:
        return str(table["source"])
    suffix = PurePath(table["path"]).suffix.lower()
    if table["path"].endswith(("/", "\\")):
        return "per"
    # Another name may be of text, too: what cannot be read is reported for its own entry alone.
    return next((kind for kind, suffixes in FORMATS.items() if suffix in suffixes), "")


def _check_more(name: str, table: dict[str, Any]) -> None:
    """Check what a type alone does not say."""
    for key in ("label", "path"):
        if key in table and not table[key].strip():
            raise _wrong(name, key, table[key])
    if table.get("code") and not CODE.fullmatch(table["code"]):
        raise _wrong(name, "code", table["code"])
    for key in ("decimals", "tolerance"):
        if key in table and not 0 <= table[key] <= 100:
            raise _wrong(name, key, table[key])
    for key in ("columns", "names"):
        if not all(isinstance(value, str) for value in table.get(key, {}).values()):
            raise _wrong(name, key, table[key])
    _check_choices(name, table)
    if not set(table.get("columns", {})) <= set(COLUMNS):
        raise _wrong(name, "columns", table["columns"])
    for key, kinds in (("years", (int,)), ("range", (int, float))):
        if key in table and not _is_span(table[key], kinds):
            raise _wrong(name, key, table[key])
    if "year" in table and not FIRST_YEAR <= table["year"] <= LAST_YEAR:
        raise _wrong(name, "year", table["year"])
    _check_colours(name, table)
    if "://" in table.get("path", ""):
        raise EntryError(
            f"[{name}] path is an address: download the file first; serving never fetches"
        )


def _check_colours(name: str, table: dict[str, Any]) -> None:
    """Check the keys that say what the map's colours stand for."""
    if "categories" in table:
        _check_categories(name, table)
    plain = table.get("scale") != "log" and table.get("palette", "RdBu") == "RdBu"
    if "center" in table and not plain:
        raise EntryError(f'[{name}] has center: write scale = "linear" and palette = "RdBu"')


def _check_categories(name: str, table: dict[str, Any]) -> None:
    found = table["categories"]
    texts = {one.strip().casefold() for one in found if isinstance(one, str)} - {""}
    if not 2 <= len(texts) == len(found) <= MOST_CATEGORIES:
        raise _wrong(name, "categories", found)
    odd: list[str] = [key for key in ("center", "factor", "range", "decimal") if key in table]
    numeric = {
        "scale": ("linear", table.get("scale")),
        "aggregate": ("last", table.get("aggregate")),
    }
    odd += [key for key, (only, given) in numeric.items() if given not in (only, None)]
    if odd or "path" not in table:
        what = f"has no use for {odd[0]}" if odd else f"needs path: {KEYS['path'].write}"
        raise EntryError(f"[{name}] has categories and {what}")


def _check_choices(name: str, table: dict[str, Any]) -> None:
    """Check the keys that hold texts and numbers side by side."""
    for one in table.get("where", {}).values():
        texts = one if isinstance(one, list) else [one]
        if not texts or not all(type(text) in (str, int, float) for text in texts):
            raise _wrong(name, "where", table["where"])
    if not all(type(one) in (str, int, float) for one in table.get("missing", [])):
        raise _wrong(name, "missing", table["missing"])
    factor = table.get("factor", 1)
    if factor in (0, inf, -inf) or isnan(factor):
        raise _wrong(name, "factor", table["factor"])


def _is_span(value: list[Any], kinds: tuple[type, ...]) -> bool:
    return len(value) == 2 and all(type(one) in kinds for one in value) and value[0] <= value[1]


def _wrong(name: str, key: str, value: Any) -> EntryError:
    return EntryError(f"[{name}] {key} = {value!r}: {KEYS[key].write}")


def _meant(key: str) -> str:
    near = get_close_matches(key, KEYS, n=1)
    return f"did you mean {near[0]}?" if near else f"the keys are {', '.join(KEYS)}"
