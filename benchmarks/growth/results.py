"""What a run came to: readings by what grew and by size, what that is to 1x, and the limits."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.growth.measure import AXES, TIMES, Axis

FILE = Path(__file__).with_name("results.json")
# Each with its unit, and what a reading is divided by to be in it.
QUANTITIES = {
    "opening": ("ms", 1.0),
    "bytes": ("kB", 1e3),
    "step": ("ms", 1.0),
    "click": ("ms", 1.0),
    "memory": ("MB", 1e6),
    "start": ("s", 1.0),
}


@dataclass
class Growth:
    """A run. readings: by axis, size ("1", "4", "16") and quantity."""

    taken: str
    rounds: int
    readings: dict[str, dict[str, dict[str, list[float]]]] = field(default_factory=dict)

    def write(self, file: Path) -> None:
        """Write all of it as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path = FILE) -> "Growth":
        """Read what write() wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def median(self, axis: str, times: int, quantity: str) -> float:
        """Return the median of a quantity, in its unit."""
        return median(self.readings[axis][str(times)][quantity]) / QUANTITIES[quantity][1]

    def ratio(self, axis: str, times: int, quantity: str) -> float:
        """Return what a size takes of what the smallest takes."""
        return self.median(axis, times, quantity) / self.median(axis, TIMES[0], quantity)


@dataclass(frozen=True)
class Verdict:
    """A ratio and its limit."""

    axis: str
    times: int
    quantity: str
    ratio: float
    limit: float

    @property
    def reached(self) -> bool:
        """Tell whether it holds."""
        return self.ratio <= self.limit


def verdicts(growth: Growth, axes: tuple[Axis, ...] = AXES) -> list[Verdict]:
    """Return what each limit comes to, of the axes that were measured."""
    return [
        Verdict(axis.label, times, quantity, growth.ratio(axis.key, times, quantity), limit(times))
        for axis in axes
        if axis.key in growth.readings
        for quantity, limit in axis.limits.items()
        for times in TIMES[1:]
    ]


def ratios(growth: Growth, axis: str) -> Mapping[str, list[float]]:
    """Return each quantity's ratios to 1x, by size."""
    return {
        quantity: [growth.ratio(axis, times, quantity) for times in TIMES]
        for quantity in QUANTITIES
    }
