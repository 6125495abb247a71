"""/country/brazil, its picture, and for search engines /sitemap.xml and /robots.txt."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from dashboard.atlas import Atlas, the_atlas
from dashboard.countrypage.page import addresses, country_page, country_picture, missing_page
from dashboard.countrypage.site import robots, sitemap
from dashboard.server.forwarded import site_address

PICTURE = "stripes.png"
# One thread of their own: however many pages a crawler asks for, sessions are answered meanwhile.
_maker = ThreadPoolExecutor(1, thread_name_prefix="country-page")


class CountryPage(RequestHandler):
    """Answers /country/brazil and /country/brazil/stripes.png.

    Another name of the country leads there, 301; with 404 where a name is no country's, or two's.
    """

    async def get(self, path: str) -> None:
        """Answer with the page or the picture, made in a thread."""
        name, _, rest = path.removesuffix("/").partition("/")
        atlas = await _made(the_atlas)
        iso3 = addresses(atlas).find(name) if rest in ("", PICTURE) else ""
        if not iso3:
            await self._say_missing(atlas, name)
        elif path != (canonical := "/".join(filter(None, (addresses(atlas).slugs[iso3], rest)))):
            self.set_header("Cache-Control", "no-cache")
            self.redirect(self._root("country/" + canonical), permanent=True)
        else:
            await self._show(atlas, iso3, picture=bool(rest))

    head = get

    def decode_argument(self, value: bytes, name: str | None = None) -> str:  # noqa: ARG002
        """Read the path also where it is no text: there is no such country either."""
        return value.decode("utf-8", "replace")

    def _root(self, address: str = "") -> str:
        """Return the way from this address to the app, whatever a router has put before it."""
        return "../" * self.request.path.rpartition("/country/")[2].count("/") + "../" + address

    async def _show(self, atlas: Atlas, iso3: str, *, picture: bool) -> None:
        self.set_header("Cache-Control", "no-cache")
        if picture:
            self.set_header("Content-Type", "image/png")
            self.finish(await _made(lambda: country_picture(atlas, iso3)))
        else:
            site = site_address(self.request, "/country/")
            self.finish(await _made(lambda: country_page(atlas, iso3, site)))

    async def _say_missing(self, atlas: Atlas, name: str) -> None:
        page = await _made(lambda: missing_page(atlas, name, self._root()))
        self.set_status(404)
        self.set_header("Cache-Control", "no-cache")
        self.finish(page)


class Sitemap(RequestHandler):
    """Answers /sitemap.xml."""

    async def get(self) -> None:
        """Answer with the address of every page."""
        atlas, site = await _made(the_atlas), site_address(self.request, "/sitemap.xml")
        self.set_header("Content-Type", "application/xml; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(sitemap(atlas, site))

    head = get


class Robots(RequestHandler):
    """Answers /robots.txt."""

    def get(self) -> None:
        """Answer with what crawlers may ask for."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(robots(site_address(self.request, "/robots.txt")))

    head = get


async def _made(make: Callable[[], Any]) -> Any:
    return await IOLoop.current().run_in_executor(_maker, make)


ROUTES: list[tuple[str, type, dict[str, Any]]] = [
    (r"/country/(.*)", CountryPage, {}),
    (r"/sitemap\.xml", Sitemap, {}),
    (r"/robots\.txt", Robots, {}),
]
