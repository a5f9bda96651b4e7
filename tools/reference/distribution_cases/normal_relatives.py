"""Distributions made from the normal one: truncated, skewed, and the passage times of a drifting one."""

from mpmath import erfc, exp, inf, log, mp, mpf, pi, quad, sqrt

from distribution_cases import POSITIVE, REAL, Distribution


def phi(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def tail(z):
    return erfc(z / sqrt(2)) / 2


def mass(a, b):
    """Of the standard normal distribution between a and b, by the nearer tail."""
    return tail(a) - tail(b) if a + b > 0 else tail(-b) - tail(-a)


def truncated(x, m, s, a, b):
    return -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2 - log(mass((a - m) / s, (b - m) / s))


def truncated_cdf(x, m, s, a, b):
    return mass((a - m) / s, (x - m) / s) / mass((a - m) / s, (b - m) / s)


def skew_normal(x, m, s, a):
    z = (x - m) / s
    return log(2 * phi(z) * tail(-a * z) / s)


def skew_normal_cdf(x, m, s, a):
    """By quadrature of the density, over panels that grow from the scale on which it falls at x."""
    with mp.workdps(40):
        z = (x - m) / s
        width = 1 / (1 + abs(z) * (1 + a * a) + abs(a))
        ends = [mpf(0)]
        while ends[-1] < 50:
            ends.append(width if len(ends) == 1 else 2 * ends[-1])
        first = 2 * phi(z) * tail(-a * z)  # quad stops at an absolute error
        return first * quad(lambda t: 2 * phi(z - t) * tail(-a * (z - t)) / first, ends)


def inverse_gaussian(x, m, k):
    return log(k / (2 * pi * x ** 3)) / 2 - k * (x - m) ** 2 / (2 * m ** 2 * x)


def inverse_gaussian_cdf(x, m, k):
    r = sqrt(k / x)
    return tail(r * (1 - x / m)) + exp(2 * k / m) * tail(r * (1 + x / m))


DISTRIBUTIONS = [
    Distribution(
        "TruncatedNormal", truncated,
        [((0.0, 1.0, -1.0, 2.0), [-0.99, -0.25, 0.0, 1.0, 1.99]), ((1.5, 0.3, 1.5, 2.0), [1.5001, 1.6, 1.99]),
         ((0.0, 1.0, 3.0, 4.0), [3.001, 3.25, 3.9]), ((0.0, 1.0, 30.0, 31.0), [30.0001, 30.03, 30.9]),
         ((-20.0, 12.0, 100.0, 100.25), [100.0001, 100.1, 100.249]), ((0.0, 1.0, -9.0, 8.0), [-8.9, -3.0, 0.0, 6.0]),
         ((0.0, 1.0, -50.0, -49.5), [-49.9, -49.6, -49.5001]), ((2.0, 0.5, 1.0, 2.0), [1.01, 1.5, 1.999]),
         ((0.0, 1.0, 0.25, 0.2501), [0.25001, 0.25008])],
        cdf=truncated_cdf, survival=lambda x, m, s, a, b: mass((x - m) / s, (b - m) / s) / mass((a - m) / s, (b - m) / s)),
    Distribution(
        "TruncatedNormalFromBelow", lambda x, m, s, a: truncated(x, m, s, a, inf),
        [((0.0, 1.0, 0.0), POSITIVE[:-1]), ((0.0, 1.0, -3.0), [-2.99, -1.0, 0.0, 2.0, 30.0]),
         ((0.5, 1.0, 8.5), [8.5001, 9.0, 12.0, 30.0]), ((1.5, 0.3, 30.0), [30.000001, 30.01, 30.5])],
        cdf=lambda x, m, s, a: truncated_cdf(x, m, s, a, inf),
        survival=lambda x, m, s, a: tail((x - m) / s) / tail((a - m) / s)),
    Distribution(
        "TruncatedNormalFromAbove", lambda x, m, s, b: truncated(x, m, s, -inf, b),
        [((0.0, 1.0, 1.0), [-30.0, -2.0, 0.0, 0.5, 0.99]), ((-20.0, 12.0, -200.0), [-400.0, -230.0, -201.0]),
         ((2.0, 0.5, 2.0), [-8.0, 0.25, 1.5, 1.99])],
        cdf=lambda x, m, s, b: truncated_cdf(x, m, s, -inf, b),
        survival=lambda x, m, s, b: mass((x - m) / s, (b - m) / s) / tail((m - b) / s)),
    Distribution(
        "TruncatedNormalWithoutEnds", lambda x, m, s: truncated(x, m, s, -inf, inf),
        [((0.0, 1.0), [-30.0, -3.7, -0.25, 0.0, 1.0, 2.5, 30.0]), ((1.5, 0.3), [-1.0, 1.5, 2.0, 4.0])],
        cdf=lambda x, m, s: tail((m - x) / s), survival=lambda x, m, s: tail((x - m) / s)),
    Distribution(
        "SkewNormal", skew_normal,
        [((0.0, 1.0, 0.0), [-30.0, -3.7, -0.25, 0.0, 1.0, 2.5, 30.0]),
         ((0.0, 1.0, 0.3), [-30.0, -3.7, -0.25, 0.0, 1.0, 2.5, 30.0]), ((1.5, 0.3, 4.0), [0.25, 1.2, 1.5, 2.0, 4.0]),
         ((-20.0, 12.0, -2.0), [-200.0, -40.0, -3.7, 1.0, 60.0]), ((0.0, 1.0, 60.0), [-0.1, -0.01, 0.001, 0.003, 2.0])],
        cdf=skew_normal_cdf, survival=lambda x, m, s, a: skew_normal_cdf(-x, -m, s, -a)),
    Distribution(
        "InverseGaussian", inverse_gaussian,
        [((1.0, 1.0), [0.005, 0.03, 0.5, 1.0, 2.75, 12.0, 250.0]), ((2.5, 0.4), [0.001, 0.03, 1.0, 2.75, 250.0]),
         ((0.7, 30.0), [0.05, 0.5, 0.7, 1.0, 2.75]), ((3.0, 1e4), [2.5, 2.9, 3.0, 3.1, 3.6]),
         ((1.0, 1e-3), [1e-5, 1e-3, 0.5, 1.0, 12.0, 1e5])],
        cdf=inverse_gaussian_cdf),
]
