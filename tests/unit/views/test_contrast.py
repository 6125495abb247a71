"""Contrast of lines, controls and the map, after WCAG 2.2; that of text is in test_theme."""

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.server.assets import ASSETS
from dashboard.views.theme import COMPARED, DARK, DIVERGING, DIVERGING_DARK, LIGHT, diverging

THEMES = {"light": LIGHT, "dark": DARK}
TEXT, GRAPHICS = 4.5, 3.0  # WCAG AA: contrast of text, of controls and what a chart needs
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
MIXED = re.compile(r"color-mix\(in srgb, var\(--(\w+)\) (\d+)%, (?:transparent|var\(--(\w+)\))\)")


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255


def luminance(colour: np.ndarray) -> float:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return float(linear @ LUMINANCE)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def of(theme: dict[str, str], name: str) -> np.ndarray:
    return channels(theme[name])


def test_the_measure_is_that_of_wcag():
    assert contrast(channels("#000000"), channels("#ffffff")) == pytest.approx(21)
    assert contrast(channels("#777777"), channels("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", ["page", "surface"])
@pytest.mark.parametrize("compared", COMPARED)
def test_compared_colours_are_seen_on_page_and_surface(theme, ground: str, compared: str):
    assert contrast(channels(compared), of(theme, ground)) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("line", ["series", "smooth", "trend", "baseline", "missing", "accent"])
def test_lines_dots_and_the_ring_of_the_focus_are_seen_on_page_and_surface(theme, line: str):
    assert contrast(of(theme, line), of(theme, "surface")) >= GRAPHICS
    assert contrast(of(theme, line), of(theme, "page")) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_edges_of_controls_are_seen(theme: dict[str, str]):
    edges = {
        match.groups()
        for sheet in sorted(ASSETS.rglob("*.css"))
        for rule in sheet.read_text().split("}")
        if "border: 1px solid color-mix" in rule
        for match in MIXED.finditer(rule)
    }
    assert edges
    for ink, share, under in edges:
        for ground in ("page", "surface"):
            part = int(share) / 100
            seen = part * of(theme, ink) + (1 - part) * of(theme, under or ground)
            assert contrast(seen, of(theme, ground)) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_row_of_a_chosen_country_is_read(theme: dict[str, str]):
    [(ink, share, under)] = MIXED.findall(_rule("views/views.css", "#ranking tbody tr.on"))
    part = int(share) / 100
    ground = part * of(theme, ink) + (1 - part) * of(theme, under)
    assert contrast(of(theme, "text"), ground) >= TEXT
    assert contrast(of(theme, "muted"), ground) >= TEXT


def _rule(sheet: str, selector: str) -> str:
    content = Path(ASSETS / sheet).read_text()
    return content[content.index(f"{selector} {{") :].split("}")[0]


@pytest.mark.parametrize(
    ("theme", "colours"), [(LIGHT, DIVERGING), (DARK, DIVERGING_DARK)], ids=THEMES
)
def test_the_extremes_of_the_map_are_told_from_its_middle_and_from_land_and_sea(theme, colours):
    middle = colours[len(colours) // 2 - 1 : len(colours) // 2 + 1]
    for end, near in itertools.product((colours[0], colours[-1]), middle):
        assert contrast(channels(end), channels(near)) >= GRAPHICS
    for end, ground in itertools.product((colours[0], colours[-1]), ("land", "sea")):
        assert np.abs(channels(end) - of(theme, ground)).max() > 0.2


@pytest.mark.parametrize("steps", [3, 6])
def test_the_extremes_are_those_of_every_scale_about_zero(steps: int):
    scale = diverging(pd.DataFrame([[float(-steps), float(steps)]]), step=1.0)
    assert (scale.colours[0], scale.colours[-1]) == (DIVERGING[0], DIVERGING[-1])
    assert (scale.dark[0], scale.dark[-1]) == (DIVERGING_DARK[0], DIVERGING_DARK[-1])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_outline_of_a_chosen_country_is_seen_on_sea_and_land(theme: dict[str, str]):
    for ground in ("sea", "land"):
        assert contrast(of(theme, "text"), of(theme, ground)) >= GRAPHICS
