"""The settings: each variable that any of our code reads, found there, and what settings.toml says.

`python -m docs.settings` prints what the code reads and settings.toml does not explain.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeGuard

ROOT = Path(__file__).parents[1]
TEXTS = Path(__file__).with_suffix(".toml")
# Shell, compose and the image's build: what they take from the environment or as an argument.
_SHELL = re.compile(r"\$\{([A-Z][A-Z0-9_]+)(?:[:}?+-])|^ARG ([A-Z][A-Z0-9_]+)", re.MULTILINE)
_GITHUB = re.compile(r"\b(?:vars|secrets)\.([A-Z][A-Z0-9_]+)")
_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|PORT|ADDRESS")


def told() -> dict[str, dict[str, Any]]:
    """Return what settings.toml says, by variable; `default` as the code has it today."""
    entries: dict[str, dict[str, Any]] = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {name: {**entry, "default": _default(entry)} for name, entry in entries.items()}


def read() -> set[str]:
    """Return every variable that the package, or a file that deploys it, reads."""
    return {*_of_package(), *_of_deployment()}


def _of_package() -> Iterator[str]:
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "environ" in text:  # a module that never names it is handed nothing of it
            yield from _names(ast.parse(text))
        assert not re.search(r"\bgetenv\b", text), f"{path} reads its settings unseen"


def _names(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that are names of variables, and whatever else `environ` is asked for."""
    nodes = list(ast.walk(tree))
    asked = {id(node.args[0]) for node in nodes if _asks(node)}
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and (id(node) in asked or _NAME.fullmatch(text)):
            yield text


def _asks(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("environ.get")


def _of_deployment() -> Iterator[str]:
    starts = [path for path in (ROOT / "deploy").iterdir() if path.suffix in ("", ".sh")]
    files = [ROOT / "compose.yaml", ROOT / "Dockerfile", *filter(Path.is_file, starts)]
    for path in files:
        yield from (a or b for a, b in _SHELL.findall(path.read_text(encoding="utf-8")))
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        yield from _GITHUB.findall(path.read_text(encoding="utf-8"))


def _default(entry: dict[str, Any]) -> str:
    """Return the default: the text, or the value that a module of ours has under a name."""
    if "default_from" not in entry:
        return str(entry.get("default", ""))
    module, _, name = entry["default_from"].partition(":")
    return f"`{getattr(import_module(module), name)}`"


if __name__ == "__main__":
    print("\n".join(sorted(read() - told().keys())) or "All are explained.")
