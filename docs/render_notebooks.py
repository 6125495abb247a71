"""Render notebooks/ to docs/notebooks/, each a page with its pictures: `make notebooks`.

Each cell runs as in Jupyter, and its last line is what it shows: of a chart or an app the page has
a picture, taken in a browser, of everything else the text.
"""

import ast
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import holoviews as hv
import nbformat
import panel as pn
from bokeh.resources import INLINE
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from benchmarks.browser import chromium

ROOT = Path(__file__).parents[1]
NOTEBOOKS, PAGES = ROOT / "notebooks", ROOT / "docs" / "notebooks"
COLOURS = 96  # of a picture: what charts need, at a third of the size
WIDTH = 1000
ABOUT = "<!-- Made of notebooks/{name} by `make notebooks`: change the notebook, not this page. -->"


def main(names: list[str]) -> None:
    """Render the notebooks whose names begin so, all of them without a name."""
    PAGES.mkdir(exist_ok=True)
    with chromium() as browser:
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            if not names or path.name.startswith(tuple(names)):
                render(path, browser)
                print(PAGES / f"{path.stem}.md")


def render(path: Path, browser: Browser) -> None:
    """Write a notebook's page and its pictures, in place of those that were there."""
    for old in PAGES.glob(f"{path.stem}-*.png"):
        old.unlink()
    blocks = [ABOUT.format(name=path.name), *_blocks(path, browser)]
    (PAGES / f"{path.stem}.md").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def prose(source: str) -> str:
    """Return a cell of prose as the page has it: with links to pages in place of notebooks."""
    return source.replace(".ipynb)", ".md)")


def code(source: str) -> str:
    """Return a cell of code as the page has it."""
    return f"```python\n{source}\n```"


def _blocks(path: Path, browser: Browser) -> Iterator[str]:
    names: dict[str, Any] = {"__name__": path.stem}
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
        if cell.cell_type == "markdown":
            yield prose(cell.source)
            continue
        yield code(cell.source)
        printed, shown = _run(cell.source, names)
        if isinstance(shown, pn.viewable.Viewable | hv.core.Dimensioned):
            picture = PAGES / f"{path.stem}-{number:02d}.png"
            _photograph(pn.panel(shown), picture, browser)
            yield f"![What the cell shows]({picture.name})"
        elif text := printed + ("" if shown is None else _text(shown)):
            yield f"```text\n{text.rstrip()}\n```"


def _run(source: str, names: dict[str, Any]) -> tuple[str, Any]:
    """Run a cell; return what it prints, and its last value unless a semicolon hides it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(StringIO()) as printed:
        exec(compile(tree, "<cell>", "exec"), names)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return printed.getvalue(), None if source.rstrip().endswith(";") else value


def _text(shown: Any) -> str:
    # Frames say more as text than as a repr that is cut to a terminal's width.
    return shown.to_string() if hasattr(shown, "to_string") else repr(shown)


def _photograph(shown: pn.viewable.Viewable, picture: Path, browser: Browser) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "shown.html"
        shown.save(file, resources=INLINE)
        page = browser.new_page(viewport={"width": WIDTH, "height": 300})
        page.goto(file.as_uri())
        page.wait_for_selector(".bk-Canvas, .bk-panel-models-markup-HTML, .choropleth-root")
        page.wait_for_timeout(1000)
        image = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
        page.close()
    image = image.crop(ImageChops.invert(image).getbbox())  # without the white around it
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
