"""The blocks of code in the documents, and what can be done with each."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_FILE = re.compile(r"`([\w./-]+\.\w+)`[^`\n]*:\n\n$")
# Programs of others' services and machines: none of these can run where the tests do.
ELSEWHERE = re.compile(r"\b(docker|heroku|gcloud|kubectl|git push|pip install|redis-cli)\b")
# Of make's targets those that take minutes, a registry, root or the World Bank.
LONG = re.compile(
    r"\bmake (test|check|bench|data|snapshot|image-test|screenshot|audit|constraints)\b"
)
# Takes a minute or more; tests/e2e/test_static_edition.py does it.
_EXPORTS = re.compile(r"\bdashboard export\b")
_SERVES = re.compile(r"\b(make serve|deploy/start|panel serve|dashboard serve)\b")


@dataclass(frozen=True)
class Block:
    """A block: its document, its language, its text, and the file that the line above names."""

    document: Path
    kind: str
    text: str
    file: str

    @property
    def way(self) -> str:
        """What a test does: run, serve (until it answers), parse, plan (`make -n`), keep, read."""
        if self.kind == "python":
            return "run"
        if self.kind not in ("sh", ""):
            return "keep" if self.file else "read"
        if ELSEWHERE.search(self.text) or _EXPORTS.search(self.text):
            return "parse"
        if LONG.search(self.text):
            return "plan"
        return "serve" if _SERVES.search(self.text) else "run"


def documents() -> list[Path]:
    """Return every document that people read, but for the notebooks: their own test runs those."""
    names = (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md"))
    return sorted(path for path in names if path.parent.name != "notebooks")


def blocks(document: Path) -> Iterator[Block]:
    """Yield a document's blocks, in order."""
    text = document.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        named = _FILE.search(text[: found.start()])
        yield Block(
            document, found["kind"], textwrap.dedent(found["text"]), named[1] if named else ""
        )
