"""Modules that are read together, as one file: each request costs server and browser a millisecond.

The modules stay what is written and tested, and there is nothing to build: a server puts them
together when it starts, in the order in which they need each other, each in a scope of its own. The
page's import map gives the names of all of them the one address, so whoever imports one of them,
from this file or from another, gets the same.

They have the form that the page's modules have: they import names in braces, and `export` stands
before a const, a function or a class of one name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

_IMPORT = re.compile(r'^import \{\s*([^}]+?),?\s*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function\*?|class) ([\w$]+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import\b(?! ?[.(])|export\b).*", re.MULTILINE)


class BundleError(ValueError):
    """Modules that cannot be put together; the message says which, and why."""


@dataclass(frozen=True)
class _Import:
    source: str
    name: str
    local: str  # what the module calls it


@dataclass(frozen=True)
class _Module:
    imports: list[_Import]
    exports: list[str]
    body: str

    def scope(self) -> str:
        """Return the module as a function that is called once, for the names that it exports."""
        renamed = [f"const {i.local} = {i.name};\n" for i in self.imports if i.local != i.name]
        names = ", ".join(self.exports)
        taken, given = (
            (f"const {{ {names} }} = ", f"return {{ {names} }};\n") if names else ("", "")
        )
        return f"{taken}(() => {{\n{''.join(renamed)}{self.body}{given}}})();\n"


def bundled(modules: Mapping[str, str]) -> str:
    """Return one module that does what these do, and exports all that they export.

    modules: their texts, by the names under which they are imported. What they import from others
    is imported from there. Raises BundleError.
    """
    read = {name: _read(name, text) for name, text in modules.items()}
    owners: dict[str, str] = {}  # of each name that the whole file knows
    for source, name in _names(read):
        if owners.setdefault(name, source) != source:
            raise BundleError(f"{name} is exported by {owners[name]} and by {source}")
    exports = [name for name, source in owners.items() if source in read]
    return "".join(
        [
            *(
                f"import {{ {', '.join(sorted(n for n, s in owners.items() if s == source))} }} "
                f'from "{source}";\n'
                for source in sorted(set(owners.values()) - set(read))
            ),
            *(f"// {name}\n{read[name].scope()}" for name in _in_order(read)),
            f"export {{ {', '.join(exports)} }};\n",
        ]
    )


def _read(name: str, text: str) -> _Module:
    imports = [
        _Import(source, name.strip(), (local or name).strip())
        for names, source in _IMPORT.findall(text)
        for name, _, local in (one.partition(" as ") for one in names.split(","))
    ]
    exports = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    if other := _OTHER.search(body):
        wanted = "import names in braces, and write export before one const, function or class"
        raise BundleError(f"{name}: {wanted}, instead of: {other[0]}")
    return _Module(imports, exports, body if body.endswith("\n") else f"{body}\n")


def _names(read: Mapping[str, _Module]) -> Iterator[tuple[str, str]]:
    """Yield each name that is known in all of the file, and the module that it comes from."""
    for source, module in read.items():
        yield from ((source, name) for name in module.exports)
    for name, module in read.items():
        for one in module.imports:
            if one.source in read and one.name not in read[one.source].exports:
                raise BundleError(f"{name}: {one.source} does not export {one.name}")
            yield one.source, one.name


def _in_order(read: Mapping[str, _Module]) -> list[str]:
    # In the order of their lines: every server has to make the same bytes.
    needs = {n: [i.source for i in m.imports if i.source in read] for n, m in read.items()}
    try:
        return [*TopologicalSorter(needs).static_order()]
    except CycleError as error:
        raise BundleError(f"modules need each other: {', '.join(error.args[1])}") from error
