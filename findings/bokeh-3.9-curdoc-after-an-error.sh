#!/usr/bin/env bash
# Bokeh 3.9.2 (the newest for Python 3.11): when a callback of a model raises an error, `curdoc()` goes on naming that
# model's document after the callback, for the whole process; once the document is gone, every `curdoc()` raises
# "Patched curdoc has been previously destroyed". Libraries that ask `curdoc()` outside of a session (HoloViews'
# renderer does for each plot) then fail for everybody, far from the error that did it. Cause: `patch_curdoc` has
# no `finally`. In Bokeh 3.10.2 it has one. Seen in November 2026.
#
# What helps: let no error out of an `on_change` callback: log it there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check bokeh==3.9.2

cat > "$folder/try.py" <<'PY'
import gc
import weakref

import bokeh
from bokeh.document import Document
from bokeh.io import curdoc
from bokeh.models import Div


def fail(_attr, _old, _new):
    raise ValueError("no such figure")


def one_session():
    document, div = Document(), Div(text="a")
    document.add_root(div)
    div.on_change("text", fail)
    try:
        div.text = "b"
    except ValueError as error:
        print("the callback:", error)
    print("curdoc() is still that document:", curdoc() is document)
    assert curdoc() is document, "changed: curdoc() is the process's own again"
    return weakref.ref(document)


print("Bokeh", bokeh.__version__)
gone = one_session()
gc.collect()
assert gone() is None
try:
    curdoc()
    raise SystemExit("changed: curdoc() works after the document is gone")
except RuntimeError as error:
    print("curdoc() afterwards:", error)
PY
"$folder/venv/bin/python" "$folder/try.py"
