#!/usr/bin/env bash
# Playwright 1.65.2 drives an unpatched Firefox over WebDriver BiDi (`channel="moz-firefox"`). With Debian's Firefox
# ESR 153:
# 1. No page can be opened: each new context sends emulation.setMediaFeaturesOverride, whether media features are
#    wished for or not (`color_scheme="null"` changes nothing), and the ESR does not know that command.
# 2. With a relay that answers it, `page.pdf()` prints on paper of 8.5 by 11 centimetres: BiDi's unit is the
#    centimetre, and Playwright sends inches. `format="A4"` gives 8.27 by 11.7 centimetres. So a page that prints on
#    one sheet elsewhere prints on four.
# 3. A download of a blob by `<a download>` is saved, and no "download" event is told.
# Seen in November 2026.
#
# Who is hurt: whoever tests in the Firefox that a Debian or a company's machine has, where Playwright's own builds
# cannot be downloaded.
# What helps: a relay (tests/engines/firefox.py), sizes multiplied by 2.54, and a look into `downloads_path`.
#
# Needs firefox-esr (apt-get install firefox-esr), for its version is what this is about.
set -euo pipefail

command -v firefox-esr >/dev/null || { echo "Install firefox-esr first."; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check playwright==1.65.2 tornado==6.6.1

cat > "$folder/relay.py" <<'PY'
import asyncio
import json
import re
import sys

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect


class Between(WebSocketHandler):
    def initialize(self, firefox):
        self.firefox = firefox

    async def open(self):
        self.there = await websocket_connect(self.firefox + self.request.path, max_message_size=2**26)
        self.answering = asyncio.ensure_future(self.answers())

    async def answers(self):
        while (message := await self.there.read_message()) is not None:
            await self.write_message(message)

    async def on_message(self, message):
        asked = json.loads(message)
        if asked["method"] == "emulation.setMediaFeaturesOverride":
            await self.write_message({"type": "success", "id": asked["id"], "result": {}})
        else:
            await self.there.write_message(message)


async def run():
    firefox = await asyncio.create_subprocess_exec("firefox-esr", *sys.argv[1:], stderr=asyncio.subprocess.PIPE)
    async for line in firefox.stderr:
        said = line.decode()
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", said):
            (socket,) = bind_sockets(0, "127.0.0.1")
            HTTPServer(Application([(r"/.*", Between, {"firefox": found[1]})])).add_sockets([socket])
            said = said.replace(found[1], f"ws://127.0.0.1:{socket.getsockname()[1]}")
        print(said, end="", file=sys.stderr, flush=True)


asyncio.run(run())
PY
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$folder/venv/bin/python" "$folder/relay.py" > "$folder/firefox"
chmod +x "$folder/firefox"

cat > "$folder/try.py" <<'PY'
import re
import shutil
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

folder = Path(sys.argv[1])
SAVE = """() => {
  const link = Object.assign(document.createElement("a"), { download: "a.txt" });
  link.href = URL.createObjectURL(new Blob(["some text"]));
  link.click();
}"""


def centimetres(pdf):
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    texts = [zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x"]
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", b"".join([pdf, *texts]))
    return [round(float(side) / 72 * 2.54, 1) for side in box.groups()]


with sync_playwright() as playwright:
    esr = playwright.firefox.launch(channel="moz-firefox", executable_path=shutil.which("firefox-esr"))
    print(f"Playwright {version('playwright')}, Firefox {esr.version}")
    refused = []
    for wished in ({}, {"color_scheme": "null"}):
        try:
            esr.new_context(**wished)
        except Error as error:
            refused.append(error.message)
            print(f"1. new_context({wished}): {error.message.splitlines()[0]}")
    esr.close()

    relayed = playwright.firefox.launch(
        channel="moz-firefox", executable_path=folder / "firefox", downloads_path=folder / "downloads"
    )
    page = relayed.new_page()
    page.set_content("<p>some text</p>")
    papers = [centimetres(page.pdf()), centimetres(page.pdf(format="A4"))]
    print(f"2. the paper of pdf() and of pdf(format='A4'), in centimetres: {papers}")
    told = []
    page.on("download", lambda download: told.append(download))
    page.evaluate(SAVE)
    page.wait_for_timeout(3_000)
    files = [file.read_text() for file in (folder / "downloads").rglob("*.txt")]
    print(f"3. saved: {files}; download events: {len(told)}")
    relayed.close()

assert esr.version.startswith("153."), "changed: another Firefox"
assert len(refused) == 2, "changed: a context can be made"
assert all("emulation.setMediaFeaturesOverride" in said for said in refused)
assert papers == [[8.5, 11.0], [8.3, 11.7]], "changed: another paper"
assert files == ["some text"]
assert not told, "changed: a download is told"
PY
"$folder/venv/bin/python" "$folder/try.py" "$folder"
