"""Relatives of the gamma distribution."""

from mpmath import log, loggamma, mpf

from distribution_cases import POSITIVE, Distribution
from distribution_cases.first import regular_gamma, upper_gamma

DISTRIBUTIONS = [
    Distribution(
        "Chi2", lambda x, v: (v / 2 - 1) * log(x) - x / 2 - v / 2 * log(mpf(2)) - loggamma(v / 2),
        [((1.0,), POSITIVE), ((2.0,), POSITIVE), ((7.5,), POSITIVE), ((200.0,), POSITIVE)],
        cdf=lambda x, v: regular_gamma(v / 2, x / 2), survival=lambda x, v: upper_gamma(v / 2, x / 2)),
]
