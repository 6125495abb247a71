"""What the page shows: everything that a link can restore, and nothing else."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import param

from dashboard.aggregates import aggregates
from dashboard.climate import (
    DEFAULT_BASELINE,
    DEFAULT_TREND_START,
    MIN_TREND_YEARS,
    BaselineError,
    Years,
    parse_years,
    recent,
)
from dashboard.countries import Countries
from dashboard.indicators import Catalogue
from dashboard.records import AGREEMENT, EMBEDDED, RATE, Record, compared
from dashboard.records import TEMPERATURE as TEMPERATURE  # noqa: PLC0414  (many ask for it here)

# The name of each choice in a link: short, and never changed once released.
LINK = {
    "map": "variable",
    "year": "year",
    "record": "record",
    "country": "iso3",
    "compare": "compare",
    "indicator": "indicator",
    "baseline": "baseline",
    "period": "period",
    "trend": "trend_start",
    "view": "view",
    "zoom": "zoom",
    "region": "region",
    "zone": "zone",
    "un": "un_members",
    "sort": "sort",
    "flagged": "flagged",
    "log": "log",
    "linear": "linear",
    "multiples": "multiples",
    "units": "units",
    "embed": "embed",
}
NONE = "none"  # in a link: no country, or no period
MOST_COMPARED = 6  # the selected country among them
SHORTEST_BASELINE = 10  # years: a mean over fewer follows the weather
VIEWS = ("map", "table", "scatter")
ZOOMS = ("world", "africa", "americas", "asia", "europe", "oceania")
SORTS = tuple(
    f"{sign}{column}" for column in ("value", "trend", "indicator", "name") for sign in ("", "-")
)
_AVERAGED = (TEMPERATURE, RATE)  # variables of the map beside which the usual mean is shown
_SHOWN = 40  # characters of a bad value that a notice repeats


class Span(param.String):  # type: ignore[type-arg]
    """First and last year, as in "1981-2010", within the years that there are, and long enough.

    shortest: how many years it has at least. optional: whether it may be "", for no span at all.
    """

    __slots__ = ["optional", "shortest", "within"]

    def __init__(
        self,
        default: str,
        *,
        shortest: int = 1,
        within: Years | None = None,
        optional: bool = False,
        **params: Any,
    ) -> None:
        self.shortest, self.within, self.optional = shortest, within, optional
        super().__init__(default=default, **params)

    def _validate(self, val: str) -> None:
        super()._validate(val)
        if not val and self.optional:
            return
        years = parse_years(val)
        if self.within and not self.within.first <= years.first <= years.last <= self.within.last:
            raise BaselineError(f"{val} reaches beyond {self.within}: choose years within")
        if years.last - years.first + 1 < self.shortest:
            raise BaselineError(
                f"{val} is shorter than {self.shortest} years: choose a longer span"
            )


class Compared(param.String):  # type: ignore[type-arg]
    """Countries as in "IND-USA": each known, none twice, at most five beside the selected one."""

    __slots__ = ["known"]

    def __init__(self, *, known: Collection[str] = (), **params: Any) -> None:
        self.known = known
        super().__init__(default="", **params)

    def _validate(self, val: str) -> None:
        super()._validate(val)
        chosen = val.split("-") if val else []
        if strange := [iso3 for iso3 in chosen if iso3 not in self.known]:
            raise ValueError(f"{_short(strange[0])} is no country: write codes such as IND-USA")
        if len(set(chosen)) < len(chosen) or len(chosen) >= MOST_COMPARED:
            raise ValueError(f"compare at most {MOST_COMPARED - 1} countries, each once")


class ViewState(param.Parameterized):
    """The choices of one session; what is not a choice raises ValueError and changes nothing."""

    variable: Any = param.Selector(default=TEMPERATURE, objects=[TEMPERATURE], doc="on the map")
    year = param.Integer(default=2024, bounds=(1948, 2024), doc="on the map")
    record: Any = param.Selector(
        default=EMBEDDED, objects=[EMBEDDED], doc="whose temperatures are shown"
    )
    iso3: Any = param.Selector(default="BRA", objects=["BRA"], doc='the selected country, "": none')
    compare = Compared(doc="countries beside the selected one")
    indicator: Any = param.Selector(
        default="gdp_per_capita", objects=["gdp_per_capita"], doc="charted, and in the scatter"
    )
    baseline = Span(
        str(DEFAULT_BASELINE),
        shortest=SHORTEST_BASELINE,
        doc="what an anomaly is measured against",
    )
    period = Span(
        "2015-2024", optional=True, doc='years whose mean the map shows, "": the one year'
    )
    trend_start = param.Integer(default=DEFAULT_TREND_START, doc="first year of a trend")
    view: Any = param.Selector(default="map", objects=list(VIEWS), doc="where the map is")
    zoom: Any = param.Selector(default="world", objects=list(ZOOMS), doc="part of the world mapped")
    region: Any = param.Selector(default="", objects=[""], doc='in the table, "": all')
    zone: Any = param.Selector(default="", objects=[""], doc='climate zone in the table, "": all')
    un_members = param.Boolean(
        default=False, doc="whether the table lists members of the United Nations alone"
    )
    sort: Any = param.Selector(
        default="value", objects=list(SORTS), doc="column of the table, largest first; -: least"
    )
    flagged = param.Boolean(default=False, doc="whether uncertain series are ranked too")
    log = param.Boolean(default=False, doc="whether the indicator's axis is logarithmic")
    linear = param.Boolean(
        default=False, doc="whether the scatter is linear where its indicator suits a log scale"
    )
    multiples = param.Boolean(default=False, doc="whether each compared country has its own chart")
    units: Any = param.Selector(default="C", objects=["C", "F"], doc="degrees")
    embed: Any = param.Selector(
        default="", objects=["", "map", "country"], doc='the part alone, in a frame; "": all'
    )

    def __init__(
        self,
        countries: Countries,
        catalogue: Catalogue,
        years: Years,
        records: Mapping[str, Record] | None = None,
    ) -> None:
        """Take the choices that there are; records: by id, the usual one first."""
        super().__init__()  # type: ignore[no-untyped-call]
        records = records or {}
        self.param["record"].objects = list(records) or [EMBEDDED]
        self.param["record"].default = self.record = next(iter(records), EMBEDDED)
        self.groups = list(aggregates(countries))
        self.param["iso3"].objects = ["", *countries, *self.groups]
        self.param["compare"].known = {*countries, *self.groups}
        of_years = [RATE, AGREEMENT] if compared(records) else [RATE]
        self.param["variable"].objects = [*catalogue, *of_years]
        charted = [name for name in catalogue if name != TEMPERATURE] or [TEMPERATURE]
        self.param["indicator"].objects = charted
        if self.indicator not in charted:  # the catalogue replaces ours
            self.param["indicator"].default = self.indicator = charted[0]
        self.param["year"].bounds = tuple(years)
        newest = min(next((told.years.last for told in records.values()), years.last), years.last)
        self.param["year"].default = self.year = newest
        self.param["trend_start"].bounds = (years.first, years.last - MIN_TREND_YEARS + 1)
        for name in ("baseline", "period"):
            self.param[name].within = years
        self.param["period"].default = self.period = str(recent(Years(years.first, newest)))
        self.param["region"].objects = ["", *_sorted(c.region for c in countries.values())]
        self.param["zone"].objects = ["", *_sorted(c.climate_zone for c in countries.values())]

    @property
    def baseline_years(self) -> Years:
        """The baseline as years."""
        return parse_years(self.baseline)

    @property
    def compared(self) -> tuple[str, ...]:
        """The selected country first, then those beside it; empty where nothing is selected."""
        others = self.compare.split("-") if self.compare else []
        chosen = dict.fromkeys([self.iso3, *others] if self.iso3 else others)
        return tuple(chosen)

    @property
    def values(self) -> dict[str, Any]:
        """All choices by name, in the order of the link."""
        return {choice: getattr(self, choice) for choice in LINK.values()}

    def choose(self, wanted: Mapping[str, Any]) -> list[str]:
        """Take choices, all at once; return the names of those that are none and change nothing."""
        refused = [name for name, value in wanted.items() if not self.is_choice(name, value)]
        self.param.update({n: value for n, value in wanted.items() if n not in refused})
        return refused

    def is_choice(self, name: str, value: Any) -> bool:
        """Whether a choice may have a value."""
        if name not in LINK.values():
            return False
        try:
            self.param[name]._validate(value)
        except (TypeError, ValueError):
            return False
        return True

    def described(self) -> dict[str, dict[str, Any]]:
        """Describe each choice to the browser, by its name in a link, so that it reads links alike.

        choice, default, kind, and what bounds it: see assets/state/link.js.
        """
        return {name: self._described(choice) for name, choice in LINK.items()}

    def _described(self, choice: str) -> dict[str, Any]:
        known = self.param[choice]
        about = {"choice": choice, "default": known.default}
        if isinstance(known, Span):
            bounds = list(known.within or ())
            more = {"bounds": bounds, "shortest": known.shortest, "optional": known.optional}
            return {**about, "kind": "years", **more}
        if isinstance(known, Compared):
            more = {"most": MOST_COMPARED, "groups": self.groups}
            return {**about, "kind": "countries", **more}
        if isinstance(known, param.Boolean):
            return {**about, "kind": "switch"}
        if isinstance(known, param.Integer):
            return {**about, "kind": "year", "bounds": list(known.bounds or ())}
        if choice == "iso3":
            return {**about, "kind": "country", "groups": self.groups}
        # A user's catalogue may have thousands of indicators, of which the page has a list.
        few = {} if choice in ("variable", "indicator") else {"options": list(known.objects)}
        return {**about, "kind": "name", **few, **_ALSO.get(choice, {})}

    def restore(self, query: Mapping[str, Sequence[bytes]]) -> list[str]:
        """Take the choices of a link's query; return a notice for each that is not one.

        A bad value leaves the default; parameters that are not ours are not looked at. Where no
        period is named, a link with a year, or to an indicator, shows the one year. Where no
        country is selected, the first of those to compare is.
        """
        named = [name for name in LINK if name in query]
        refused = [name for name in named if not self._take(name, query[name])]
        if "period" not in named or "period" in refused:
            self.period = self._implied_period(dated="year" in named and "year" not in refused)
        if not self.iso3:
            self._select_first_compared()
        self.multiples = self.multiples and len(self.compared) > 1  # else it shows nothing
        return [self._notice(name, query[name]) for name in refused]

    def _select_first_compared(self) -> None:
        first, _, others = self.compare.partition("-")
        self.param.update(iso3=first, compare=others)

    def query(self) -> str:
        """Return the query of the link to these choices: "" for the usual view."""
        values = {name: getattr(self, choice) for name, choice in LINK.items()}
        usual = {name: self.param[choice].default for name, choice in LINK.items()}
        usual["period"] = self._implied_period(dated=self.year != usual["year"])
        values["multiples"] = self.multiples and len(self.compared) > 1  # else it shows nothing
        return urlencode({name: _written(v) for name, v in values.items() if v != usual[name]})

    def _implied_period(self, *, dated: bool) -> str:
        """Return the period of a link that names none; dated: whether the link names a year.

        The usual mean is one of temperatures: links to a year, or to an indicator, are older than
        it and go on showing that year.
        """
        one_year = dated or self.variable not in _AVERAGED
        return "" if one_year else str(self.param["period"].default)

    def _take(self, name: str, values: Sequence[bytes]) -> bool:
        """Take a choice of a link; return whether it is one."""
        choice, text = LINK[name], values[-1].decode("utf-8", "replace")
        if len(values) > 1:
            return False
        try:
            self.param.update({choice: _READ.get(choice, str)(text)})
        except ValueError:
            return False
        return True

    def _notice(self, name: str, values: Sequence[bytes]) -> str:
        """Say why a choice of a link is none, and what is shown instead."""
        text = values[-1].decode("utf-8", "replace")
        if len(values) > 1:
            return f"The link has {name} more than once: its usual value is shown."
        first, last = self.param["year"].bounds
        if name == "year" and re.fullmatch("[0-9]{1,9}", text):
            shown = (self.period or str(self.year)).replace("-", "\N{EN DASH}")
            return f"No data for {text} (we have {first}\N{EN DASH}{last}). Showing {shown}."
        if (
            name == "baseline"
            and re.fullmatch("1[0-9]{3}-[0-9]{4}", text)
            and int(text[:4]) < first
        ):
            return (
                f"The record begins in {first}, so warming since pre-industrial years "
                f"(1850\N{EN DASH}1900) cannot be shown: the baseline is "
                f"{self.baseline.replace('-', chr(0x2013))}."
            )
        return f'The link\'s {name}, "{_short(text)}", is not known: its usual value is shown.'


def _whole(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"{_short(text)} is not a year")
    return int(text)


def _iso3(text: str) -> str:
    if not text:
        raise ValueError(f"no country is written {NONE}")
    return "" if text == NONE else text.upper()


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(f"{_short(text)} is not 0 or 1")
    return text == "1"


_READ: dict[str, Callable[[str], Any]] = {
    "year": _whole,
    "trend_start": _whole,
    "period": lambda text: "" if text == NONE else text,
    "iso3": _iso3,
    "compare": lambda text: re.sub("[, ]+", "-", text).upper(),  # as people write lists, too
    "units": str.upper,
    "un_members": _switch,
    "flagged": _switch,
    "log": _switch,
    "linear": _switch,
    "multiples": _switch,
    "embed": lambda text: _ALSO["embed"]["alias"].get(text, text),
}
# How else a name may be written in a link, and what goes with it.
_ALSO: dict[str, dict[str, Any]] = {
    "variable": {"averaged": list(_AVERAGED)},
    "units": {"upper": True},
    "embed": {"alias": {"1": "map"}},
}


def _written(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else NONE if value == "" else value


def _sorted(names: Any) -> list[str]:
    return sorted({name for name in names if name})


def _short(text: str) -> str:
    printable = "".join(character for character in text if character.isprintable())
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}..."
