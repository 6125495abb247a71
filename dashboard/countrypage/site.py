"""What search engines ask for first: which pages there are, and which not to follow."""

from html import escape

from dashboard.atlas import Atlas
from dashboard.countrypage.page import addresses

_ENTRY = "<url><loc>{}</loc><lastmod>{}</lastmod></url>"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def sitemap(atlas: Atlas, site: str, suffix: str = "") -> str:
    """Return the sitemap: the map, the methods and each country.

    site: the app's address. suffix: at the end of each page's address, as in a static edition.
    """
    date = atlas.store.provenance["date"]
    pages = ["methods", *(f"country/{slug}" for slug in addresses(atlas).slugs.values())]
    all_pages = [site, *(f"{site}{page}{suffix}" for page in pages)]
    entries = [_ENTRY.format(escape(page), date) for page in all_pages]
    return "\n".join([_XML + _SITEMAP, *entries, "</urlset>\n"])


def robots(site: str) -> str:
    """Return robots.txt: pages are to be read, and no session opened for each choice in a link.

    Files keep their version behind a question mark: those of a page are to be read as well.
    """
    rules = ("User-agent: *", "Disallow: /*?", "Disallow: /download/", "Allow: /static/")
    return "\n".join([*rules, "", f"Sitemap: {site}sitemap.xml", ""])
