"""/methods: sources and methods as a page that needs no script."""

from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from dashboard.atlas import the_atlas
from dashboard.methods.page import SCRIPTS, methods_page
from dashboard.server.policy import policy

_POLICY = policy(SCRIPTS)


class MethodsPage(RequestHandler):
    """Answers /methods; its figures are computed once a snapshot."""

    async def get(self) -> None:
        """Answer with the page, made in a thread: the server goes on answering clicks meanwhile."""
        page = await IOLoop.current().run_in_executor(None, lambda: methods_page(the_atlas()))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Content-Security-Policy", _POLICY)
        self.finish(page)

    head = get


ROUTES: list[tuple[str, type, dict[str, Any]]] = [(r"/methods", MethodsPage, {})]
