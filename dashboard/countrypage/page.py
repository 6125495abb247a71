"""A country's page as HTML, and the one for addresses that are no country's."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from dashboard.atlas import Atlas
from dashboard.countries import Country
from dashboard.countrypage import charts, words
from dashboard.countrypage.addresses import LONGEST, Addresses
from dashboard.countrypage.figures import CountryFigures, country_figures
from dashboard.countrypage.kept import Kept
from dashboard.countrypage.picture import HEIGHT, WIDTH, alternative, stripes_png
from dashboard.server.assets import PUBLISHERS, publish
from dashboard.server.plain import templates
from dashboard.summary import resembling
from dashboard.views.cards import place_card, signed, span
from dashboard.views.theme import preferred_colours

SITE = "https://isotherm.invalid/"  # stands in what is kept for the address that a visitor asks at
STYLE = "country.css"
_FOLDER = Path(__file__).parent
_PAGES = templates(_FOLDER)
_PAGES.filters.update(signed=signed, span=span)
_written: Kept[str] = Kept(64)  # of 30 kB each
_pictures: Kept[bytes] = Kept(64)  # of 15 kB each
_addresses: WeakKeyDictionary[Atlas, Addresses] = WeakKeyDictionary()


def addresses(atlas: Atlas) -> Addresses:
    """Return the addresses of an atlas's countries."""
    return _addresses.setdefault(atlas, Addresses(atlas.store.countries))


def country_page(atlas: Atlas, iso3: str, site: str) -> str:
    """Return a country's page; site: the address of the app, with a slash at its end."""
    page = _written.get(atlas, iso3, lambda: _page(atlas, country_figures(atlas, iso3)))
    return page.replace(SITE, site)


def still_page(atlas: Atlas, iso3: str, site: str) -> tuple[str, bytes]:
    """Return a country's page as a file, country/brazil.html, and its picture.

    site: "" where that is not known. The picture has fewer colours, for a third of the bytes.
    """
    found = country_figures(atlas, iso3)
    return _page(atlas, found, site, ".html"), stripes_png(found, colours=128)


def country_picture(atlas: Atlas, iso3: str) -> bytes:
    """Return the picture of a country to share, a PNG."""
    return _pictures.get(atlas, iso3, lambda: stripes_png(country_figures(atlas, iso3)))


def missing_page(atlas: Atlas, text: str, root: str) -> str:
    """Return what says that there is no such country, with those that may be meant.

    Nothing of the text is repeated. root: the way from the page to the app, such as "../".
    """
    near = resembling(atlas.store.countries, re.sub(r"[\W_]+", " ", text[:LONGEST]).strip())
    slugs = addresses(atlas).slugs
    return _PAGES.get_template("missing.html").render(
        near=[(slugs[country.iso3], country.name) for country in near],
        style=_style(),
        root=root,
    )


def _page(atlas: Atlas, found: CountryFigures, site: str = SITE, suffix: str = "") -> str:
    """Return a country's page. suffix: of pages that are files; no server is asked there."""
    country, slugs = found.country, addresses(atlas).slugs
    return _PAGES.get_template("country.html").render(
        found=found,
        country=country,
        place=place_card(country),
        words=words,
        stripes=charts.stripes(found),
        chart=charts.chart(found),
        chart_size=(charts.WIDTH, charts.HEIGHT),
        picture={"width": WIDTH, "height": HEIGHT, "text": alternative(found)},
        slug=slugs[country.iso3],
        suffix=suffix,
        linked={i: (f"{slugs[i]}{suffix}", atlas.store.countries[i].name) for i in slugs},
        beside=_beside(list(slugs), country),
        described=_described(found, site, slugs[country.iso3], suffix),
        style=_style(),
        root="../",
        site=site,
    )


def _beside(order: list[str], country: Country) -> tuple[str, str]:
    """Return the countries before and after one, by name; the last is before the first."""
    n = order.index(country.iso3)
    return order[n - 1], order[(n + 1) % len(order)]


def _described(found: CountryFigures, site: str, slug: str, suffix: str) -> dict[str, Any]:
    """Describe the series for search engines, in the words of schema.org."""
    country, record = found.country, found.record
    csv = f"{site}download/temperature.csv?{urlencode({'country': country.iso3})}"
    page = f"{site}country/{slug}"
    addressed = {"url": f"{page}{suffix}", "image": f"{page}/stripes.png"}
    file = {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": csv}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Annual temperature change of {country.name}, {span(record.years)}",
        "description": f"{words.sentence(found)} {words.source(found)}",
        **(addressed if site else {}),
        "temporalCoverage": f"{record.years.first}/{record.years.last}",
        "spatialCoverage": {"@type": "Place", "name": country.name, "identifier": country.iso3},
        "variableMeasured": f"Temperature against the mean of {span(found.baseline)}, °C",
        "creator": {"@type": "Organization", "name": record.publisher},
        "creditText": record.licence,
        "isAccessibleForFree": True,
        **({} if suffix else {"distribution": file}),
    }


def _style() -> str:
    """Return the address of the style sheet, with the colours of both themes."""
    text = (_FOLDER / STYLE).read_text(encoding="utf-8")
    return publish(STYLE, (preferred_colours() + text).encode())


def _publish_again(stem: str) -> None:
    if stem == Path(STYLE).stem:
        _style()


PUBLISHERS.append(_publish_again)
