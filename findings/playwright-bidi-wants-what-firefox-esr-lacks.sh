#!/usr/bin/env bash
# Playwright 1.65.2 drives an unpatched Firefox over WebDriver BiDi (`channel="moz-firefox"`), but with Debian's Firefox
# ESR 153 no page can be opened: each new context sends emulation.setMediaFeaturesOverride, whether media features
# are wished for or not (`color_scheme="null"` changes nothing), and the ESR does not know that command. The browser
# itself starts and says its version. Seen in November 2026.
#
# Who is hurt: whoever tests in the Firefox that a Debian or a company's machine has, where Playwright's own builds
# cannot be downloaded.
# What helps: a relay between both that answers this one command (tests/engines/firefox.py), or a newer Firefox.
#
# Needs firefox-esr (apt-get install firefox-esr), for its version is what this is about.
set -euo pipefail

command -v firefox-esr >/dev/null || { echo "Install firefox-esr first."; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check playwright==1.65.2

cat > "$folder/try.py" <<'PY'
import shutil
from importlib.metadata import version

from playwright.sync_api import Error, sync_playwright

program = shutil.which("firefox-esr")
with sync_playwright() as playwright:
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=program)
    print(f"Playwright {version('playwright')}, Firefox {browser.version}")
    refused = []
    for wished in ({}, {"color_scheme": "null"}):
        try:
            browser.new_context(**wished)
        except Error as error:
            refused.append(error.message)
            print(f"new_context({wished}): {error.message.splitlines()[0]}")
    browser.close()
assert browser.version.startswith("153."), "changed: another Firefox"
assert len(refused) == 2, "changed: a context can be made"
assert all("emulation.setMediaFeaturesOverride" in said for said in refused)
PY
"$folder/venv/bin/python" "$folder/try.py"
