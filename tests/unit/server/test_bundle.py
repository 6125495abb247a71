import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.page import _modules
from dashboard.server import static
from dashboard.server.assets import ASSETS
from dashboard.server.bundle import BundleError, bundled

NODE = shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="node is not installed")
NUMBERS = """
export const HALF = 0.5;
const twice = (x) => 2 * x;
export function whole(x) { return twice(x) * HALF; }
"""
WORDS = """
import { HALF as PART, whole } from "numbers";
const twice = (text) => `${text}${text}`;
export class Word {
  constructor(text) { this.text = twice(text); }
  get length() { return whole(this.text.length) + PART; }
}
export async function later() { return new Word("late").length; }
"""
MAIN = """
import {
  later,
  Word,
} from "words";
import { basename } from "node:path";
globalThis.order = [...(globalThis.order ?? []), "main"];
export const told = async () => [new Word("ab").length, await later(), basename("a/b.csv")];
"""


def run(tmp_path: Path, text: str, script: str) -> object:
    """Return what a script makes of a module, which it has as `all`."""
    (tmp_path / "all.mjs").write_text(text)
    (tmp_path / "run.mjs").write_text(f'import * as all from "./all.mjs";\n{script}')
    done = subprocess.run([NODE, tmp_path / "run.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_modules_do_together_what_they_do_apart(tmp_path: Path):
    text = bundled({"main": MAIN, "words": WORDS, "numbers": NUMBERS})
    script = (
        "console.log(JSON.stringify([Object.keys(all).sort(), await all.told(), all.whole(3)]))"
    )
    names = ["HALF", "Word", "later", "told", "whole"]
    assert run(tmp_path, text, script) == [names, [4.5, 8.5, "b.csv"], 3]


@needs_node
def test_a_module_runs_once_and_after_those_that_it_needs(tmp_path: Path):
    said = {
        name: f'{lines}globalThis.order = [...(globalThis.order ?? []), "{name}"];\n'
        for name, lines in {
            "a": 'import { C } from "c";\n',
            "b": 'import { C } from "c";\n',
            "c": "export const C = 1;\n",
        }.items()
    }
    order = run(tmp_path, bundled(said), "console.log(JSON.stringify(globalThis.order))")
    assert order[0] == "c"
    assert sorted(order) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("modules", "fault"),
    [
        (
            {"a": "export const X = 1;\n", "b": "export const X = 2;\n"},
            "X is exported by a and by b",
        ),
        ({"a": 'import { X } from "else";\n', "b": "export const X = 2;\n"}, "X is exported by"),
        ({"a": 'import { Y } from "b";\n', "b": "export const X = 2;\n"}, "b does not export Y"),
        ({"a": "export default 1;\n"}, "a: import names in braces.*instead of: export default 1;"),
        ({"a": 'import all from "b";\n'}, "instead of: import all"),
        ({"a": 'import "b";\n'}, "instead of: import"),
        (
            {
                "a": 'import { B } from "b";\nexport const A = 1;\n',
                "b": 'import { A } from "a";\nexport const B = 1;\n',
            },
            "modules need each other: a, b, a|modules need each other: b, a, b",
        ),
    ],
)
def test_what_cannot_be_put_together_is_an_error_that_says_why(modules: dict[str, str], fault: str):
    with pytest.raises(BundleError, match=fault):
        bundled(modules)


def test_all_modules_of_the_page_have_an_address_and_the_page_reads_two_files_of_them():
    addresses = _modules()
    names = {f"isotherm/{file.relative_to(ASSETS).as_posix()}" for file in ASSETS.rglob("*.js")}
    assert set(addresses) == names | {"choropleth"}
    assert len({a for a in addresses.values() if "/isotherm-published/" in a}) == 2


def test_every_server_makes_the_same_file():
    line = "from dashboard.page import _import_map; print(_import_map())"
    said = {
        subprocess.run(
            [sys.executable, "-c", line],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize("name", ["choropleth", "isotherm/page.js"])
def test_what_the_page_reads_exports_what_all_others_import(name: str):
    addresses = _modules()
    text = static.content_at(addresses[name]).decode()
    exported = set(re.findall(r"[\w$]+", text.rpartition("export {")[2]))
    wanted = {
        one.partition(" as ")[0].strip()
        for file in ASSETS.rglob("*.js")
        for names, source in re.findall(
            r'import \{ ([^}]+) \} from "([^"]+)"', file.read_text("utf-8")
        )
        if addresses[source] == addresses[name]
        for one in names.split(",")
    }
    assert wanted
    assert wanted <= exported
