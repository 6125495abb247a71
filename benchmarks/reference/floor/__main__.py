"""Serve the floor: `python -m benchmarks.reference.floor --port 8000`."""

import argparse
import gzip
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.reference.floor.content import File, files


class _Floor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, served: dict[str, File], *arguments: object) -> None:
        self.served = served
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        name = self.path.split("?")[0].removeprefix("/") or "index.html"
        if name not in self.served:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        file = self.served[name]
        # The page is asked for again at each visit, what it needs is kept: as the real page does.
        kept = "no-cache" if name == "index.html" else "public, max-age=31536000, immutable"
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", file.kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(file.zipped)))
        self.send_header("Cache-Control", kept)
        self.end_headers()
        self.wfile.write(file.zipped)

    def log_message(self, *_: object) -> None:
        """Write nothing: the benchmark's own table is what is read."""


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    served = {name: File(kind, gzip.compress(text, 9)) for name, (kind, text) in files().items()}
    ThreadingHTTPServer(("localhost", port), partial(_Floor, served)).serve_forever()


if __name__ == "__main__":
    main()
