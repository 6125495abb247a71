#!/usr/bin/env bash
# Panel 1.10.0 (Bokeh 3.10.2): a page saved with `resources=INLINE` is not complete. Panel's scripts are in the
# file, but the style sheets of its components are `ImportedStyleSheet` models with addresses of
# cdn.holoviz.org. Opened without a network, the page draws its widgets without their styles; opened with one,
# it tells another host that it was opened. `pn.config.inline = True` changes nothing. Seen in November 2026.
#
# Who is hurt: whoever mails a saved page, archives it, or opens it behind a firewall.
# What helps: serve the page, or replace each address by the text of the file in panel/dist before saving.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check panel==1.10.0 bokeh==3.10.2

cat > "$folder/try.py" <<'PY'
import io
import json
import re

import bokeh
import panel as pn
from bokeh.resources import INLINE

pn.config.inline = True
saved = io.StringIO()
pn.Column(pn.pane.Markdown("some text"), pn.widgets.IntSlider(name="a number")).save(saved, resources=INLINE)
text = saved.getvalue()

scripts = re.findall(r"<script[^>]* src=", text)
(models,) = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
sheets = []


def walk(value):
    if isinstance(value, dict):
        if value.get("name") == "ImportedStyleSheet" and "attributes" in value:
            sheets.append(value["attributes"]["url"])
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            walk(item)


walk(json.loads(models))
print(f"Panel {pn.__version__}, Bokeh {bokeh.__version__}: {len(text) / 1e6:.1f} MB saved with INLINE")
print(f"scripts of another host: {len(scripts)}")
print("style sheets of another host:", *sorted(set(sheets)), sep="\n  ")
elsewhere = [url for url in sheets if url.startswith("https://cdn.holoviz.org/panel/")]
assert not scripts
assert len(set(elsewhere)) >= 4, "changed: the style sheets are in the file"
PY
"$folder/venv/bin/python" "$folder/try.py"
