import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.entries import PALETTES
from dashboard.views.theme import (
    COMPARED,
    DARK,
    DIVERGING,
    DIVERGING_DARK,
    LIGHT,
    REGIONS,
    Scale,
    categorical,
    centred,
    diverging,
    pace,
    sequential,
)

# Machado, Oliveira & Fernandes (2009), severity 1.0, applied to linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
JUST_NOTICEABLE = 2.3  # distance in CIE Lab (Mahy et al. 1994)
LARGEST_SEQUENCE = 10  # colours: the most that a map of the snapshot's indicators has
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
POSITIVE = st.floats(1e-6, 1e12)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str = "usual") -> np.ndarray:
    xyz = XYZ @ np.clip(VISION[vision] @ linear(colour), 0, 1) / WHITE
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest(colours: tuple[str, ...], vision: str) -> float:
    seen = [lab(colour, vision) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


def contrast(one: str, other: str) -> float:
    dark, light = sorted(linear(colour) @ XYZ[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def frame(*values: float) -> pd.DataFrame:
    return pd.DataFrame([values], dtype=float)


def of_palette(palette: str) -> Scale:
    return sequential(frame(*np.geomspace(50, 1e5, 400)), palette, log=True)


def apart(colour: str, ground: str) -> float:
    return float(np.linalg.norm(lab(colour) - lab(ground)))


SEQUENCES = [name for name in PALETTES if name != "RdBu"]


# Colours


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("steps", range(2, 7))
def test_the_diverging_bins_are_told_apart_with_every_vision(vision: str, steps: int):
    scale = diverging(frame(-steps, steps), step=1.0)
    assert len(scale.colours) == len(scale.dark) == 2 * steps
    assert nearest(scale.colours, vision) > 3.5 * JUST_NOTICEABLE
    assert nearest(scale.dark, vision) > 3.5 * JUST_NOTICEABLE


@pytest.mark.parametrize("vision", VISION)
def test_the_ends_of_a_diverging_scale_are_far_apart_with_every_vision(vision: str):
    for colours in (DIVERGING, DIVERGING_DARK):
        middle = len(colours) // 2
        for cold, warm in zip(colours[: middle - 1], colours[:middle:-1], strict=True):
            assert np.linalg.norm(lab(cold, vision) - lab(warm, vision)) > 9 * JUST_NOTICEABLE


@pytest.mark.parametrize("vision", VISION)
def test_compared_countries_are_told_apart_with_every_vision(vision: str):
    assert nearest(COMPARED, vision) > 8 * JUST_NOTICEABLE


@pytest.mark.parametrize("vision", VISION)
def test_regions_are_told_apart_with_every_vision_and_seen_on_both_themes(vision: str):
    assert nearest(tuple(REGIONS.values()), vision) > 8 * JUST_NOTICEABLE
    for colour in REGIONS.values():
        assert all(contrast(colour, theme["page"]) >= 3 for theme in (LIGHT, DARK))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", SEQUENCES)
def test_the_bins_of_a_sequence_are_told_apart_with_every_vision(vision: str, palette: str):
    scale = of_palette(palette)
    for colours in (scale.colours, scale.dark):
        assert len(colours) == LARGEST_SEQUENCE
        assert nearest(colours, vision) > 1.5 * JUST_NOTICEABLE


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("palette", SEQUENCES)
def test_more_is_darker_on_light_and_lighter_on_dark_with_every_vision(vision: str, palette: str):
    scale = of_palette(palette)
    assert (np.diff([lab(colour, vision)[0] for colour in scale.colours]) < 0).all()
    assert (np.diff([lab(colour, vision)[0] for colour in scale.dark]) > 0).all()


@pytest.mark.parametrize("palette", SEQUENCES)
def test_both_ends_of_a_scale_stand_out_from_sea_and_land_in_both_themes(palette: str):
    for scale in (of_palette(palette), diverging(frame(-6, 6), step=1.0)):
        for theme, colours in ((LIGHT, scale.colours), (DARK, scale.dark)):
            for end in (colours[0], colours[-1]):
                assert apart(end, theme["sea"]) > 1.5 * JUST_NOTICEABLE
                assert apart(end, theme["land"]) > 1.5 * JUST_NOTICEABLE  # and it is hatched


@pytest.mark.parametrize("palette", SEQUENCES)
def test_in_the_dark_theme_the_ends_of_a_scale_have_contrast_with_the_sea(palette: str):
    for scale in (of_palette(palette), diverging(frame(-6, 6), step=1.0)):
        assert min(contrast(colour, DARK["sea"]) for colour in scale.dark) >= 1.5


def blended(line: str, left: str, right: str) -> str:
    """A border as the map paints it: over a pixel that two sides share, see choropleth.js."""
    channels = [[int(c[n : n + 2], 16) for n in (1, 3, 5)] for c in (line, left, right)]
    share = 150 / 255
    mixed = (share * a + (1 - share) * (b + c) / 2 for a, b, c in zip(*channels, strict=True))
    return "#" + "".join(f"{round(channel):02x}" for channel in mixed)


@pytest.mark.parametrize("palette", [*SEQUENCES, None])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_coast_of_every_colour_is_seen_and_the_sea_is_near_the_page(theme, palette):
    scale = of_palette(palette) if palette else diverging(frame(-6, 6), step=1.0)
    sea = theme["sea"]
    for colour in (
        *(scale.dark if theme is DARK else scale.colours),
        theme["doubt"],
        theme["land"],
    ):
        coast = blended(theme["border"], sea, colour)
        line = min(contrast(coast, sea), contrast(coast, colour))
        assert max(contrast(colour, sea), line) >= 1.5, colour
    assert contrast(sea, theme["page"]) <= 1.15


def test_what_is_unreliable_is_neutral_and_told_from_every_colour_and_from_no_data():
    for theme, colours in ((LIGHT, DIVERGING), (DARK, DIVERGING_DARK)):
        lightness, *tint = lab(theme["doubt"])
        assert np.hypot(*tint) < 5
        assert min(apart(colour, theme["doubt"]) for colour in colours) > 3.5 * JUST_NOTICEABLE
        quiet = apart(theme["hairline"], theme["doubt"])
        assert 2 * JUST_NOTICEABLE < quiet < 0.8 * apart(theme["missing"], theme["land"])
        assert lightness != lab(theme["land"])[0]


def test_near_zero_a_country_differs_from_the_sea():
    for theme, colours in ((LIGHT, DIVERGING), (DARK, DIVERGING_DARK)):
        assert min(apart(colour, theme["sea"]) for colour in colours) > 2 * JUST_NOTICEABLE


@pytest.mark.parametrize("colours", [DIVERGING, DIVERGING_DARK], ids=["light", "dark"])
def test_diverging_colours_are_blue_below_zero_and_red_above_and_lightest_at_zero(colours):
    below, above = colours[: len(colours) // 2], colours[len(colours) // 2 :]
    assert all(linear(colour)[2] > linear(colour)[0] for colour in below)
    assert all(linear(colour)[0] > linear(colour)[2] for colour in above)
    lightness = [lab(colour)[0] for colour in colours]
    assert (np.diff(lightness[: len(below)]) > 0).all()
    assert (np.diff(lightness[len(below) :]) < 0).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["page", "surface"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent"])
def test_text_has_the_contrast_that_wcag_aa_asks_for(theme, ground: str, ink: str):
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_notices_and_chosen_options_have_the_contrast_that_wcag_aa_asks_for(theme):
    assert contrast(theme["page"], theme["accent"]) >= 4.5
    assert contrast(theme["surface"], theme["text"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("line", ["smooth", "trend", "baseline", "series", "missing"])
def test_lines_of_charts_have_the_contrast_that_wcag_asks_of_graphics(theme, line: str):
    assert contrast(theme[line], theme["surface"]) >= 3


def test_both_themes_name_the_same_colours():
    assert list(LIGHT) == list(DARK)


# Bins


def test_an_edge_belongs_to_the_bin_above_it():
    scale = Scale((0.0, 1.0, 2.0, 3.0), ("a", "b", "c"))
    assert scale.bins(pd.Series([0.0, 0.999, 1.0, 1.999, 2.0, 3.0])).tolist() == [0, 0, 1, 1, 2, 2]


def test_the_outer_bins_take_what_lies_beyond():
    scale = Scale((0.0, 1.0, 2.0), ("a", "b"))
    assert scale.bins(pd.Series([-np.inf, -9.0, 9.0, np.inf])).tolist() == [0, 0, 1, 1]


def test_a_missing_value_has_no_bin():
    scale = Scale((0.0, 1.0, 2.0), ("a", "b"))
    bins = scale.bins(pd.Series([np.nan, 1.5], index=["ABW", "AFG"]))
    assert bins.isna().to_dict() == {"ABW": True, "AFG": False}
    assert bins["AFG"] == 1
    assert scale.bins(pd.Series([], dtype=float)).empty


def test_a_scale_that_holds_other_values_has_the_same_colours_in_even_steps():
    scale = diverging(pd.DataFrame({"value": [-2.0, 2.0]}))
    own = scale.holding(pd.Series([-0.4, 0.31, np.nan, 0.78]))
    assert own.colours == scale.colours
    assert own.edges == (-0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8)
    assert scale.holding(pd.Series([np.nan])) == scale


@given(st.lists(NUMBERS | st.just(np.nan), min_size=1))
def test_bins_rise_with_their_values(values: list[float]):
    scale = diverging(frame(*np.linspace(-2, 2, 9)))
    ordered = pd.Series(np.sort(values))
    bins = scale.bins(ordered)
    assert (bins.isna() == ordered.isna()).all()
    assert bins.dropna().is_monotonic_increasing
    assert bins.dropna().between(0, len(scale.colours) - 1).all()


# Scales


@given(st.lists(st.floats(-50, 50) | st.just(np.nan), max_size=60))
def test_a_diverging_scale_is_centred_at_zero(values: list[float]):
    scale = diverging(frame(*values, 0.0))
    assert scale.edges == tuple(-edge for edge in reversed(scale.edges))
    assert scale.bins(pd.Series([-0.01, 0.01])).tolist() == [
        len(scale.colours) / 2 - 1,
        len(scale.colours) / 2,
    ]


@pytest.mark.parametrize("steps", range(1, 7))
def test_the_same_distance_above_and_below_zero_has_the_mirrored_colour(steps: int):
    colours = diverging(frame(-steps, steps), step=1.0).colours
    places = [DIVERGING.index(colour) for colour in colours]
    assert places == [len(DIVERGING) - 1 - place for place in reversed(places)]


def test_a_diverging_scale_holds_nearly_all_values_and_not_the_odd_extreme():
    values = np.append(np.linspace(-1.4, 1.4, 1999), 40.0)
    assert diverging(frame(*values)).edges == (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)


@given(st.lists(NUMBERS, min_size=1, max_size=60), st.sampled_from(PALETTES))
def test_a_linear_scale_rises_in_equal_steps_and_holds_the_middle_of_its_values(values, palette):
    scale = sequential(frame(*values), palette, log=False)
    steps = np.diff(scale.edges)
    low, high = np.quantile(values, [0.02, 0.98])
    assert (steps > 0).all()
    assert len(scale.colours) == len(steps)
    assert steps == pytest.approx(steps[0], rel=1e-3)
    assert scale.edges[0] <= low + 1e-9
    assert scale.edges[-1] >= high - 1e-9


@given(st.lists(POSITIVE, min_size=1, max_size=60), st.sampled_from(PALETTES))
def test_a_log_scale_rises_and_holds_the_middle_of_its_values(values, palette):
    scale = sequential(frame(*values), palette, log=True)
    low, high = np.quantile(values, [0.02, 0.98])
    assert (np.diff(scale.edges) > 0).all()
    assert len(scale.colours) == len(scale.edges) - 1
    assert scale.edges[0] <= low * (1 + 1e-9)
    assert scale.edges[-1] >= high * (1 - 1e-9)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", [[], [np.nan], [0.0], [5.0], [-3.0, 0.0]])
def test_few_values_or_none_still_have_a_scale(values: list[float], log: bool):
    scale = sequential(frame(*values), "YlGnBu", log)
    assert len(scale.colours) == len(scale.edges) - 1 >= 1
    assert np.isfinite(scale.edges).all()


def test_a_missing_value_changes_no_scale():
    values = np.linspace(1, 99, 50)
    with_gaps = np.concatenate([values, [np.nan] * 9])
    for log in (False, True):
        assert sequential(frame(*values), "BuPu", log) == sequential(frame(*with_gaps), "BuPu", log)
    assert diverging(frame(*values)) == diverging(frame(*with_gaps))


@pytest.mark.parametrize("center", [0, 10, -2.5])
@pytest.mark.parametrize("spread", [0.004, 1.7, 300])
def test_a_centred_scale_is_white_at_its_value_blue_below_and_red_above(center, spread):
    values = pd.DataFrame([[center - spread, center + spread / 2, np.nan]])
    scale = centred(values, center)
    half = len(scale.colours) // 2
    assert scale.edges[half] == pytest.approx(center)
    assert scale.edges[0] <= center - spread * 0.97
    assert np.diff(scale.edges) == pytest.approx(np.full(2 * half, scale.edges[1] - scale.edges[0]))
    assert scale.colours[half - 1 : half + 1] == DIVERGING[5:7]
    assert (scale.colours[0], scale.colours[-1]) == (DIVERGING[0], DIVERGING[-1])


def test_a_centred_scale_of_nothing_has_colours_all_the_same():
    assert len(centred(pd.DataFrame([[np.nan]]), 0).colours) >= 2
    assert len(centred(pd.DataFrame([[5.0]]), 5).colours) == 2


@pytest.mark.parametrize(
    ("low", "high", "edges"),
    [(0.06, 0.36, (-0.05, 0.4)), (-0.11, 0.33, (-0.15, 0.35)), (-0.7, -0.1, (-0.7, 0.1))],
)
def test_a_scale_of_trends_is_white_at_zero_and_longer_where_most_are(low, high, edges):
    scale = pace(pd.Series(np.linspace(low, high, 500)))
    assert (scale.edges[0], scale.edges[-1]) == pytest.approx(edges)
    assert 0.0 in scale.edges
    steps = np.diff(scale.edges)
    assert steps == pytest.approx(np.full(len(steps), steps[0]))
    zero = scale.edges.index(0.0)
    for colours in (scale.colours, scale.dark):
        assert len(colours) == len(scale.edges) - 1
        assert all(lab(c)[2] < 0 for c in colours[:zero])
        assert all(lab(c)[2] > 0 for c in colours[zero:])


def test_a_scale_of_no_trends_has_a_bin_on_each_side():
    assert pace(pd.Series([np.nan, np.nan])).edges == (-0.05, 0.0, 0.05)
    assert pace(pd.Series(dtype=float)).edges == (-0.05, 0.0, 0.05)


def test_categories_have_a_colour_each():
    scale = categorical(3, "YlGnBu")
    assert scale.bins(pd.Series([0.0, 1.0, 2.0, np.nan])).tolist()[:3] == [0, 1, 2]
    assert len(set(scale.colours)) == len(set(scale.dark)) == 3
    other = scale.reversed()
    assert (other.edges, other.colours) == (scale.edges, scale.colours[::-1])
    assert other.dark == scale.dark[::-1]


@pytest.mark.parametrize("value", [0.0, 5.0, -3.0, 1e-12, 1e30, -1e30])
def test_values_that_are_all_alike_get_a_bin_that_has_a_width(value):
    low, high = sequential(frame(value, value), "BuPu", log=False).times(1.0).edges
    assert low <= value < high


def test_edges_of_very_small_values_stay_apart_when_they_are_multiplied():
    edges = sequential(frame(*np.linspace(1e-12, 9e-12, 9)), "BuPu", log=False).times(1.8).edges
    assert (np.diff(edges) > 0).all()
