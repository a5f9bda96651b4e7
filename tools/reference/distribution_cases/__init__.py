"""What the reference values of distributions are computed from: the shape of an entry, and what entries share."""

from dataclasses import dataclass, field
from typing import Callable, Optional

from mpmath import exp, log, log1p, loggamma, mp, mpf

REAL = [-40.0, -3.7, -0.25, 0.0, 1.0, 2.5, 60.0]
POSITIVE = [1e-8, 0.03, 0.5, 1.0, 2.75, 12.0, 250.0]
UNIT = [1e-9, 0.02, 0.25, 0.5, 0.875, 0.99]
COUNTS = [0, 1, 2, 5, 13, 60, 400]


@dataclass
class Distribution:
    """One distribution: its log density of (value, *parameters), [(parameters, values)], and, where there is one, its
    distribution function P(X <= value) of (value, *parameters). The upper tail is 1 - cdf at three times the digits
    unless it is given; for integers from 0 on, cdf=SUM sums probabilities. Parameters whose places are in `fixed` are
    not differentiated by (such as a number of trials); `tail_digits` is for functions that take long."""

    name: str
    log_density: Callable
    groups: list
    discrete: bool = False
    cdf: Optional[Callable] = None
    survival: Optional[Callable] = None
    fixed: tuple = field(default=())
    tail_digits: int = 0

    def is_fixed(self, parameters, place):
        """Whether an element of the flattened parameters is not differentiated by."""
        def count(v):
            return sum(count(e) for e in v) if isinstance(v, (list, tuple)) else 1
        for i, p in enumerate(parameters):
            if 0 <= place < count(p):
                return i in self.fixed
            place -= count(p)
        return False

    def tails(self, value, parameters):
        with mp.workdps(self.tail_digits or 4 * mp.dps):
            if self.cdf is SUM:
                probabilities = [exp(self.log_density(mpf(k), *parameters)) for k in range(int(value) + 1)]
                lower = sum(probabilities)
                return lower, 1 - lower
            lower = self.cdf(value, *parameters)
            upper = self.survival(value, *parameters) if self.survival else 1 - lower
            return lower, upper


def SUM(*_):
    """Marks a distribution function that is a sum of probabilities from 0 on."""


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def lchoose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def regular_beta(a, b, x):
    """The regularised incomplete beta function by its continued fraction (Lentz's algorithm), which also converges
    where the hypergeometric series of mpmath does not."""
    if x <= 0 or x >= 1:
        return mpf(0) if x <= 0 else mpf(1)
    if x > (a + 1) / (a + b + 2):
        return 1 - regular_beta(b, a, 1 - x)
    tiny, eps = mpf(10) ** (-10 * mp.dps), mpf(10) ** (-mp.dps)
    c, d = mpf(1), 1 - (a + b) * x / (a + 1)
    d = 1 / (d if d else tiny)
    fraction, m = d, 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 + even * d, 1 + even / c
        d = 1 / (d if d else tiny)
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 + odd * d, 1 + odd / c
        d = 1 / (d if d else tiny)
        fraction *= d * c
        if abs(d * c - 1) < eps:
            return fraction * exp(a * log(x) + b * log1p(-x) - lbeta(a, b)) / a
