"""Bins and colours: which value gets which colour."""

from itertools import pairwise
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np
from bokeh import palettes
from numpy.typing import NDArray

from choropleth.errors import ChoroplethError, listed

_QUANTILES = (0.02, 0.98)
_MOST = 250  # bins: the browser keeps the number of one in a byte

Floats = NDArray[np.float64]


def bin_edges(values: Floats, bins: Any = 7, limits: Any = None) -> tuple[float, ...]:
    """Return the ascending edges of the bins: one more than there are bins.

    bins: how many, or the edges themselves. limits: the first and the last edge, for a number of
    bins of equal width. Without limits the edges are round numbers that hold the middle 96 % of
    all finite values, in about that many bins. The outer bins also take what lies beyond.
    """
    if isinstance(bins, int):
        if not 1 <= bins <= _MOST:
            raise ChoroplethError(f"bins={bins}: between 1 and {_MOST} bins can be drawn.")
        if limits is not None:
            low, high = _limits(limits)
            return tuple(float(edge) for edge in np.linspace(low, high, bins + 1))
        return _round_edges(values, bins)
    edges = _numbers(bins, "bins")
    if limits is not None:
        raise ChoroplethError("Pass limits with a number of bins: edges have their own limits.")
    if not 2 <= len(edges) <= _MOST + 1 or any(low >= high for low, high in pairwise(edges)):
        raise ChoroplethError(
            f"bins={edges}: the edges of bins are 2 to {_MOST + 1} ascending numbers."
        )
    return edges


def colours(palette: Any, count: int) -> tuple[str, ...]:
    """Return one colour a bin, interpolated between those of the palette.

    palette: a name of Bokeh's, such as "Viridis", with "_r" for the other way round; or colours.
    """
    given = _named(palette) if isinstance(palette, str) else list(palette)
    if not given or not all(isinstance(colour, str) for colour in given):
        raise ChoroplethError(
            "palette: pass the name of one of Bokeh's palettes, or a list of colours as text."
        )
    if len(given) == count or len(given) == 1:
        return tuple(given * count)[:count]
    try:
        return (
            tuple(palettes.interp_palette(tuple(given), count))
            if count > 1
            else (given[len(given) // 2],)
        )
    except ValueError as error:
        raise ChoroplethError(
            f"palette: {len(given)} colours for {count} bins are interpolated, which takes "
            "colours such as '#1f77b4' or 'navy'."
        ) from error


def _named(name: str) -> list[str]:
    plain = name.removesuffix("_r")
    sizes = palettes.all_palettes.get(plain)
    if not sizes:
        raise ChoroplethError(
            f"palette={name!r}: Bokeh has no palette of that name. "
            f"Some of them: {listed(['Viridis', 'Cividis', 'YlOrRd', 'RdBu', 'Blues'])}."
        )
    found = list(sizes[max(sizes)])
    return found[::-1] if name.endswith("_r") else found


def _limits(limits: Any) -> tuple[float, ...]:
    numbers = _numbers(limits, "limits")
    if len(numbers) != 2 or numbers[0] >= numbers[1]:
        raise ChoroplethError(f"limits={numbers}: pass the lowest and the highest value.")
    return numbers


def _numbers(given: Any, what: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(number) for number in given)
    except (TypeError, ValueError) as error:
        raise ChoroplethError(f"{what}={given!r}: pass numbers.") from error
    if not all(map(isfinite, numbers)):
        raise ChoroplethError(f"{what}={numbers}: pass finite numbers.")
    return numbers


def _round_edges(values: Floats, bins: int) -> tuple[float, ...]:
    finite = values[np.isfinite(values)]
    low, high = map(float, np.quantile(finite, _QUANTILES)) if finite.size else (0.0, 1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        # All alike: one bin around the value, of the palette's middle colour.
        reach = abs(low) / 10 or 1.0
        return (low - reach, low + reach)
    rough = (high - low) / bins
    power = floor(log10(rough))
    step = next(m * 10.0**power for m in (1, 2, 2.5, 5, 10) if m * 10.0**power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    digits = max(0, 1 - power)
    return tuple(round(n * step, digits) for n in range(first, max(last, first + 1) + 1))
