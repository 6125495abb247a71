"""The user's own figures: a file that a catalogue entry names, read as series of our countries.

`kinds` says what a file is; `csv_file` (with `large_csv`), `other_files`, `per_files` and
`berkeley_files` open a `table`, `turned` turns it where its columns are countries.
`layout` finds its columns, by names and
by a `look` into them; `kept` takes the rows that count, and `matches` which countries they mean, by
their `names`. `values` reads years (`times`) and numbers (`cells`), `parts` makes years of months.
`bounded` says how much of a file is read.
`faults` tell what is wrong where, `apart` what tells repeated rows apart, `doubts` what is hardly
as it seems. `series` puts all of it together, and `digits` says how it is shown.
"""

from dashboard.own.faults import OwnError
from dashboard.own.names import CountryNames
from dashboard.own.series import OwnSeries, read_own

__all__ = ["CountryNames", "OwnError", "OwnSeries", "read_own"]
