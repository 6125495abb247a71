"""How many decimals show what a file's values differ in."""

import numpy as np
import pandas as pd

MOST = 6
_SIGNIFICANT = 3


def fitting_decimals(values: "pd.Series[float]") -> int:
    """Return the decimals with which the middle one of the values has three digits.

    Never more than the file itself has, and one where it has any and the values are below 1,000.
    """
    sizes = values.abs().to_numpy()
    own = next((n for n in range(MOST) if (np.round(sizes, n) == sizes).all()), MOST)
    if not own or not (sizes > 0).any():
        return 0
    middle = float(np.median(sizes[sizes > 0]))
    wanted = _SIGNIFICANT - 1 - int(np.floor(np.log10(middle)))
    return min(own, max(wanted, 0 if middle >= 1000 else 1))
