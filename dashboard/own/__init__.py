"""The user's own figures: a file that a catalogue entry names, read as series of our countries.

`csv_file` and `other_files` open a `table`, `layout` finds its columns, `matches` which countries
its `names` mean, `values` and `cells` its years and numbers; `faults` tell what is wrong where, and
`series` puts all of it together.
"""

from dashboard.own.faults import OwnError
from dashboard.own.names import CountryNames
from dashboard.own.series import OwnSeries, read_own

__all__ = ["CountryNames", "OwnError", "OwnSeries", "read_own"]
