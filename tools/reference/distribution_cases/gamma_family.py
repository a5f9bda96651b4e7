"""Relatives of the gamma and beta distributions, and of the normal distribution on a circle."""

from mpmath import besseli, cos, exp, log, log1p, loggamma, mpf, pi, quad

from distribution_cases import POSITIVE, Distribution, lbeta, regular_beta
from distribution_cases.first import regular_gamma, upper_gamma

def von_mises(x, m, k):
    return k * cos(x - m) - log(2 * pi * besseli(0, k))


def von_mises_cdf(x, m, k):
    """By quadrature, from peak to trough."""
    points = sorted(p for p in [m - 2 * pi, m - pi, m, m + pi, m + 2 * pi] if -pi < p < x)
    return quad(lambda t: exp(von_mises(t, m, k)), [-pi, *points, x])


ANGLES = [-3.0, -1.25, 0.0, 0.5, 2.75]

DISTRIBUTIONS = [
    Distribution(
        "BetaPrime", lambda x, a, b: (a - 1) * log(x) - (a + b) * log1p(x) - lbeta(a, b),
        [((2.0, 3.5), POSITIVE), ((0.5, 0.5), POSITIVE), ((1.0, 12.0), POSITIVE), ((40.0, 30.0), POSITIVE)],
        cdf=lambda x, a, b: regular_beta(a, b, x / (1 + x)), survival=lambda x, a, b: regular_beta(b, a, 1 / (1 + x))),
    Distribution(
        "VonMises", von_mises, [((0.0, 1.0), ANGLES), ((0.75, 4.0), ANGLES), ((-2.5, 0.125), ANGLES)],
        cdf=von_mises_cdf, tail_digits=40),
    Distribution(
        "Chi2", lambda x, v: (v / 2 - 1) * log(x) - x / 2 - v / 2 * log(mpf(2)) - loggamma(v / 2),
        [((1.0,), POSITIVE), ((2.0,), POSITIVE), ((7.5,), POSITIVE), ((200.0,), POSITIVE)],
        cdf=lambda x, v: regular_gamma(v / 2, x / 2), survival=lambda x, v: upper_gamma(v / 2, x / 2)),
]
