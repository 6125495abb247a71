"""Student's t distribution: two functions, for which SciPy would cost a start 0.2 s and 17 MB."""

import math
from statistics import NormalDist

_MOST = 1000  # steps, far more than are needed: some 20 for 2 degrees of freedom, 60 for 10,000
_CLOSE = 1e-15


def tail(t: float, freedom: float) -> float:
    """Return how probable a value above t is, for t >= 0; freedom: degrees, not always whole."""
    square = t * t
    inner, outer = square / (freedom + square), freedom / (freedom + square)
    return _beta(outer, inner, freedom / 2, 0.5) / 2


def quantile(above: float, freedom: float) -> float:
    """Return the value above which one lies with a probability, of up to one half."""
    log_peak = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    log_peak -= math.log(freedom * math.pi) / 2
    found = -NormalDist().inv_cdf(above)  # too little: Student's tails are the longer ones
    for _ in range(_MOST):  # and convex, so that Newton's steps stay below and stop there
        log_density = log_peak - (freedom + 1) / 2 * math.log1p(found * found / freedom)
        step = (tail(found, freedom) - above) / math.exp(log_density)
        found += step
        if step <= 10 * _CLOSE * found:
            break
    return found


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function of x, which is 1 - rest, see DLMF 8.17."""
    if x == 0 or rest == 0:
        return x
    if x > (a + 1) / (a + b + 2):  # the fraction of the rest converges faster
        return 1 - _beta(rest, x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    log_front += a * (math.log(x) if x < 0.5 else math.log1p(-rest))
    log_front += b * (math.log(rest) if rest < 0.5 else math.log1p(-x))
    return math.exp(log_front) / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of DLMF 8.17.22, by Lentz' method."""
    value, up, down = 1.0, 1.0, 0.0
    for n in range(1, _MOST):
        m = n // 2
        if n % 2:
            part = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            part = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        down, up = 1 / (1 + part * down), 1 + part / up
        value *= up * down
        if abs(up * down - 1) <= _CLOSE:
            break
    return value
