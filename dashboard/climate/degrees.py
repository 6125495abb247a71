"""Degrees of the two scales, for differences of temperature."""

from typing import NamedTuple


class Degrees(NamedTuple):
    """A unit of temperature differences, and how many of it one °C is."""

    unit: str
    factor: float


DEGREES = {"C": Degrees("°C", 1.0), "F": Degrees("°F", 1.8)}
