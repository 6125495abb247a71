"""The picture of a country to share: its stripes, on their own scale, with its name over them."""

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dashboard.countrypage.charts import stripes
from dashboard.countrypage.figures import CountryFigures
from dashboard.countrypage.words import pace
from dashboard.views.cards import QUALITY, span

if TYPE_CHECKING:
    from PIL import ImageFont

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630  # as sites that show links ask for
_EMPTY, _WHITE = (93, 90, 84), (255, 255, 255)  # a year without a value; what is written
_VEIL = 0.42  # of the light that is left under the words
_LEFT, _TOP = 56, 404  # of the words, pixels
Pixels = NDArray[np.uint8]


def stripes_png(found: CountryFigures, colours: int = 0) -> bytes:
    """Return the picture as PNG, 1200 by 630 pixels. colours: how many it has, 0 for any number."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  (seldom asked for, and 4 MB)

    image = Image.fromarray(_veiled(_bands(found)))
    draw, (first, second) = ImageDraw.Draw(image), _lines(found)
    for top, text, face, size in (
        (_TOP, found.country.name, "DejaVuSans-Bold.ttf", 76),
        (_TOP + 98, first, "DejaVuSans.ttf", 40),
        (_TOP + 160, second, "DejaVuSans.ttf", 28),
    ):
        draw.text((_LEFT, top), text, fill=_WHITE, font=_fitting(text, face, size))
    if colours:
        image = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6, optimize=bool(colours))
    return file.getvalue()


def alternative(found: CountryFigures) -> str:
    """Say what the picture shows, for those who do not see it."""
    return f"Warming stripes of {found.country.name}. {'. '.join(_lines(found))}"


def _lines(found: CountryFigures) -> tuple[str, str]:
    quality = found.country.quality
    if quality.flag == "none":
        return "No temperature series", "Isotherm"
    doubt = "" if quality.is_good else f"Uncertain: {QUALITY[quality.flag].lower()}"
    years = f"{span(found.record.years)}, against {span(found.baseline)}"
    first = pace(found) or doubt or found.refused.capitalize()
    return first, " · ".join(filter(None, (doubt if pace(found) else "", years, "Isotherm")))


def _bands(found: CountryFigures) -> Pixels:
    """Return the stripes as rows of pixels, each stripe as wide as any other to a pixel."""
    drawn = stripes(found)
    colours = np.full((drawn[-1].x + 1 if drawn else 1, 3), _EMPTY, np.uint8)
    for stripe in drawn:
        colours[stripe.x] = [int(stripe.colour[n : n + 2], 16) for n in (1, 3, 5)]
    of_pixel = np.arange(WIDTH) * len(colours) // WIDTH
    return np.tile(colours[of_pixel], (HEIGHT, 1, 1))


def _veiled(pixels: Pixels) -> Pixels:
    """Return the picture darkened where the words stand, so that they are read on any colour."""
    light = np.interp(np.arange(HEIGHT), [_TOP - 70, _TOP], [1.0, _VEIL])
    return (pixels * light[:, None, None]).astype(np.uint8)


def _fitting(text: str, face: str, size: int) -> "Font":
    """Return a font of the size, or smaller where a text would be wider than the picture."""
    wide, room = _font(face, size).getlength(text), WIDTH - 2 * _LEFT
    return _font(face, size if wide <= room else int(size * room / wide))


@cache
def _font(face: str, size: int) -> "Font":
    from PIL import ImageFont  # noqa: PLC0415

    # Cartopy brings Matplotlib, and that DejaVu: with all letters of all names, and a true minus.
    found = find_spec("matplotlib")
    folder = (
        Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
        if found and found.origin
        else Path()
    )
    try:
        return ImageFont.truetype(folder / face, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        return ImageFont.load_default(size)
