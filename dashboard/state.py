"""What the page shows: everything that a link can restore, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import param

from dashboard.climate import DEFAULT_BASELINE, BaselineError, Years, parse_years
from dashboard.countries import Countries
from dashboard.indicators import Catalogue

TEMPERATURE = "temperature"
# The name of each choice in a link: short, and never changed once released.
LINK = {
    "map": "variable",
    "year": "year",
    "country": "iso3",
    "indicator": "indicator",
    "baseline": "baseline",
}
_SHOWN = 40  # characters of a bad value that a notice repeats


class Baseline(param.String):  # type: ignore[type-arg]
    """First and last year, as in "1961-1990", within the years that there are."""

    __slots__ = ["within"]

    def __init__(self, default: str, *, within: Years | None = None, **params: Any) -> None:
        self.within = within
        super().__init__(default=default, **params)

    def _validate(self, val: str) -> None:
        super()._validate(val)
        years = parse_years(val)
        if self.within and not self.within.first <= years.first <= years.last <= self.within.last:
            raise BaselineError(f"baseline {val} reaches beyond {self.within}: choose years within")


class ViewState(param.Parameterized):
    """The choices of one session; what is not a choice raises ValueError and changes nothing."""

    variable: Any = param.Selector(default=TEMPERATURE, objects=[TEMPERATURE], doc="on the map")
    year = param.Integer(default=2024, bounds=(1948, 2024), doc="on the map")
    iso3: Any = param.Selector(default="BRA", objects=["BRA"], doc="the selected country")
    indicator: Any = param.Selector(
        default="gdp_per_capita", objects=["gdp_per_capita"], doc="charted"
    )
    baseline = Baseline(default=str(DEFAULT_BASELINE), doc="what an anomaly is measured against")

    def __init__(self, countries: Countries, catalogue: Catalogue, years: Years) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.param["iso3"].objects = list(countries)
        self.param["variable"].objects = list(catalogue)
        self.param["indicator"].objects = [name for name in catalogue if name != TEMPERATURE]
        self.param["year"].bounds = tuple(years)
        self.param["year"].default = self.year = years.last
        self.param["baseline"].within = years

    @property
    def baseline_years(self) -> Years:
        """The baseline as years."""
        return parse_years(self.baseline)

    def restore(self, query: Mapping[str, Sequence[bytes]]) -> list[str]:
        """Take the choices of a link's query; return a notice for each that is not one.

        A bad value leaves the default; parameters that are not ours are not looked at.
        """
        names = [name for name in LINK if name in query]
        return [notice for name in names if (notice := self._take(name, query[name]))]

    def _take(self, name: str, values: Sequence[bytes]) -> str:
        choice, text = LINK[name], values[-1].decode("utf-8", "replace")
        if len(values) > 1:
            return f"The link has {name} more than once: its usual value is shown."
        try:
            self.param.update({choice: _READ.get(choice, str)(text)})
        except ValueError:
            shown = _short(text)
            return f'The link\'s {name}, "{shown}", is not known: its usual value is shown.'
        return ""


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{_short(text)} is not a year")
    return int(text)


_READ: dict[str, Callable[[str], Any]] = {"year": _whole, "iso3": str.upper}


def _short(text: str) -> str:
    printable = "".join(character for character in text if character.isprintable())
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}..."
