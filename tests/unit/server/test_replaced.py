"""What the server's modules put into the libraries is what the documents say, and no more."""

import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "understand" / "architecture.md"
ROW = re.compile(r"^\| (`[^|]+) \| (`[^|]+) \| [^|]+ \|$", re.MULTILINE)
# In a process of its own, as `panel serve` has it: functions of ours in classes of the libraries.
FIND = """
import inspect, json, sys
import dashboard.server.routes, dashboard.app

LIBRARIES = ("tornado.", "bokeh.", "panel.")

def ours(found):
    found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
    while found is not None:
        file = getattr(getattr(found, "__code__", None), "co_filename", "")
        if "/dashboard/server/" in file:
            yield file.rsplit("/", 1)[1].removesuffix(".py")
        found = getattr(found, "__wrapped__", None)

modules = [(name, module) for name, module in sys.modules.items() if name.startswith(LIBRARIES)]
replaced = set()
for name, module in modules:
    for member, value in vars(module).items():
        if inspect.isfunction(value):
            replaced |= {(member, by) for by in ours(value)}
        elif inspect.isclass(value) and value.__module__ == name:
            for attribute, part in vars(value).items():
                replaced |= {(f"{member}.{attribute}", by) for by in ours(part)}
        elif inspect.isclass(value) and value.__module__.startswith("dashboard.server."):
            replaced.add((f"{member} of {name}", value.__module__.rsplit(".", 1)[1]))
print(json.dumps(sorted(replaced)))
"""


def test_the_table_of_what_is_replaced_is_complete():
    done = subprocess.run([sys.executable, "-c", FIND], capture_output=True, text=True, check=True)
    replaced = {tuple(pair) for pair in json.loads(done.stdout.splitlines()[-1])}
    said = {
        (what.replace("`", "").strip(), by.strip("` "))
        for names, modules in ROW.findall(PAGE.read_text(encoding="utf-8"))
        for what in names.split(",")
        for by in modules.split(",")
    }
    assert replaced == said
