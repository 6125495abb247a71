"""Catalogues of any size, of indicators that the benchmark's World Bank makes up."""

from pathlib import Path

GROUPS = ("Economy", "People", "Agriculture", "Energy", "Health")


def codes(count: int) -> list[str]:
    """Return as many codes."""
    return [f"XX.{n:04}.ZS" for n in range(count)]


def write_catalogue(path: Path, count: int, *, replace: bool = True) -> Path:
    """Write a catalogue of as many indicators, in place of ours or besides; return its path."""
    tables = [_table(n, code) for n, code in enumerate(codes(count))]
    text = f"replace = {str(replace).lower()}\n\n" + "\n".join(tables)
    path.write_text(text, encoding="utf-8")
    return path


def _table(number: int, code: str) -> str:
    return (
        f"[made_up_{number}]\n"
        f'code = "{code}"\nsource = "World Bank"\nlabel = "Made up {number}"\nunit = "units"\n'
        f'group = "{GROUPS[number % len(GROUPS)]}"\n'
    )
