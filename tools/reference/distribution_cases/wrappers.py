"""Distributions made of others: truncated ones and mixtures."""

from mpmath import exp, log, loggamma, mpf

from distribution_cases import REAL, Distribution
from distribution_cases.first import cauchy, cauchy_tail, gamma, normal, normal_tail, regular_gamma, upper_gamma


def gamma_between(a, b, lower, upper):
    return regular_gamma(a, b * upper) - regular_gamma(a, b * lower)


def poisson_from(r, lower):
    return regular_gamma(lower, r)


def mixture_of_normals(x, w, m, s):
    return log(sum(wi * exp(normal(x, mi, si)) for wi, mi, si in zip(w, m, s)) / sum(w))


def normals_tail(x, w, m, s, sign=1):
    return sum(wi * normal_tail(sign * (x - mi) / si) for wi, mi, si in zip(w, m, s)) / sum(w)


def two_families(x, p, m, s):
    return log((1 - p) * exp(normal(x, m, s)) + p * exp(cauchy(x, 0, s)))


def two_families_tail(x, p, m, s, sign=1):
    return (1 - p) * normal_tail(sign * (x - m) / s) + p * cauchy_tail(sign * x / s)


MIXTURES = [(([0.25, 0.75], [-2.0, 1.0], [0.5, 2.0]), REAL),
            (([0.2, 0.3, 0.5], [0.0, 10.0, -30.0], [1.0, 0.25, 4.0]), REAL)]

DISTRIBUTIONS = [
    Distribution(
        "TruncatedGamma", lambda x, a, b, lower, upper: gamma(x, a, b) - log(gamma_between(a, b, lower, upper)),
        [((2.0, 1.0, 0.5, 4.0), [0.5, 0.6, 2.75, 4.0]), ((0.5, 2.0, 1e-3, 1.0), [1e-3, 0.25, 0.5, 1.0]),
         ((3.0, 4.0, 20.0, 25.0), [20.0, 20.125, 21.0, 25.0])],
        cdf=lambda x, a, b, lower, upper: gamma_between(a, b, lower, x) / gamma_between(a, b, lower, upper),
        survival=lambda x, a, b, lower, upper: gamma_between(a, b, x, upper) / gamma_between(a, b, lower, upper)),
    Distribution(
        "TruncatedExponentialBelow", lambda x, b, upper: log(b) - b * x - log(1 - exp(-b * upper)),
        [((1.0, 3.0), [1e-8, 0.5, 1.0, 3.0]), ((40.0, 0.125), [1e-8, 0.03, 0.125]), ((0.125, 5.0), [0.5, 4.0, 5.0])],
        cdf=lambda x, b, upper: (1 - exp(-b * x)) / (1 - exp(-b * upper)),
        survival=lambda x, b, upper: (exp(-b * x) - exp(-b * upper)) / (1 - exp(-b * upper))),
    Distribution(
        "TruncatedPoisson", lambda y, r: y * log(r) - r - loggamma(y + 1) - log(poisson_from(r, 1)),
        [((0.02,), [1, 2, 5]), ((4.0,), [1, 2, 5, 13]), ((55.0,), [1, 40, 60, 90])], discrete=True,
        cdf=lambda y, r: (upper_gamma(y + 1, r) - upper_gamma(mpf(1), r)) / poisson_from(r, 1),
        survival=lambda y, r: regular_gamma(y + 1, r) / poisson_from(r, 1)),
    Distribution(
        "MixtureOfNormals", mixture_of_normals, MIXTURES,
        cdf=lambda x, w, m, s: normals_tail(x, w, m, s, -1), survival=normals_tail),
    Distribution(
        "MixtureOfFamilies", two_families, [((0.25, -2.0, 0.5), REAL), ((0.5, 1.0, 3.0), REAL)],
        cdf=lambda x, p, m, s: two_families_tail(x, p, m, s, -1), survival=two_families_tail),
]
