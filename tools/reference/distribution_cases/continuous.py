"""Continuous distributions of numbers beside the first ones: extreme values, intervals, skewed and truncated normals."""

from mpmath import erf, erfc, exp, expm1, gammainc, log, log1p, mpf, pi, sqrt

from distribution_cases import POSITIVE, REAL, UNIT, Distribution


def asymmetric_laplace(x, m, s, k):
    z = (x - m) / s
    return (z / k if z < 0 else -z * k) - log(s * (k + 1 / k))


def asymmetric_laplace_cdf(x, m, s, k):
    z, left = (x - m) / s, k ** 2 / (1 + k ** 2)
    return left * exp(z / k) if z < 0 else 1 - (1 - left) * exp(-z * k)


def triangular(x, a, m, b):
    return log(2 * (x - a) / ((b - a) * (m - a)) if x < m else 2 * (b - x) / ((b - a) * (b - m)))


def triangular_cdf(x, a, m, b):
    return (x - a) ** 2 / ((b - a) * (m - a)) if x < m else 1 - (b - x) ** 2 / ((b - a) * (b - m))


def growth(x, m, s, shape):
    """log(1 + shape z) / shape."""
    z = (x - m) / s
    return log1p(shape * z) / shape if shape else z


def generalized_pareto(x, m, s, shape):
    return -(1 + shape) * growth(x, m, s, shape) - log(s)


def extreme_value(x, m, s, shape):
    y = growth(x, m, s, shape)
    return -(1 + shape) * y - exp(-y) - log(s)


DISTRIBUTIONS = [
    Distribution(
        "AsymmetricLaplace", asymmetric_laplace,
        [((0.125, 1.0, 1.0), REAL), ((1.5, 0.3, 0.4), REAL), ((-20.0, 12.0, 3.0), REAL)],
        cdf=asymmetric_laplace_cdf),
    Distribution(
        "LogLogistic", lambda x, a, b: log(b / a) + (b - 1) * log(x / a) - 2 * log1p((x / a) ** b),
        [((1.0, 2.5), POSITIVE), ((0.5, 0.4), POSITIVE + [1e60]), ((12.0, 40.0), POSITIVE), ((2.0, 1e3), [1.99, 2.0, 2.01])],
        cdf=lambda x, a, b: 1 / (1 + (x / a) ** -b), survival=lambda x, a, b: 1 / (1 + (x / a) ** b)),
    Distribution(
        "Frechet", lambda x, a, s: log(a / s) - (a + 1) * log(x / s) - (x / s) ** -a,
        [((2.5, 1.0), [0.05, 0.5, 1.0, 2.75, 12.0, 250.0]), ((0.4, 0.5), POSITIVE[1:] + [1e60]),
         ((40.0, 12.0), [10.0, 12.0, 13.0, 250.0]), ((5.0, 2.0), [0.7, 2.0, 3.0, 12.0])],
        cdf=lambda x, a, s: exp(-(x / s) ** -a), survival=lambda x, a, s: -expm1(-(x / s) ** -a)),
    Distribution(
        "Kumaraswamy", lambda x, a, b: log(a * b) + (a - 1) * log(x) + (b - 1) * log(1 - x ** a),
        [((1.0, 1.0), UNIT), ((0.5, 2.0), UNIT), ((2.5, 0.8), UNIT), ((40.0, 3.0), UNIT), ((0.05, 700.0), UNIT)],
        cdf=lambda x, a, b: 1 - (1 - x ** a) ** b, survival=lambda x, a, b: (1 - x ** a) ** b),
    Distribution(
        "Triangular", triangular,
        [((0.0, 0.3, 1.0), UNIT), ((-3.0, 4.0, 5.5), [-2.9999, -1.0, 0.5, 4.5, 5.4999]),
         ((100.0, 100.125, 100.25), [100.0625, 100.2])],
        cdf=triangular_cdf),
    Distribution(
        "GeneralizedPareto", generalized_pareto,
        [((0.0, 1.0, 0.0), POSITIVE), ((1.5, 2.0, 1e-9), [1.5, 1.6, 5.0, 40.0]), ((-2.0, 0.5, 0.3), REAL[2:] + [1e60]),
         ((1.0, 3.0, 1.7), [1.0, 1.001, 2.5, 1e60]), ((0.0, 1.0, -0.3), [1e-8, 0.03, 0.5, 2.75, 3.3]),
         ((0.0, 1.0, -1e-5), [0.03, 0.5, 2.75, 12.0]), ((3.0, 2.0, -0.9), [3.0, 3.5, 5.0, 5.2])],
        cdf=lambda x, m, s, k: -expm1(-growth(x, m, s, k)), survival=lambda x, m, s, k: exp(-growth(x, m, s, k))),
    Distribution(
        "GeneralizedExtremeValue", extreme_value,
        [((0.0, 1.0, 0.0), [-5.0, -3.7, -0.25, 0.0, 1.0, 2.5, 60.0]), ((1.5, 2.0, 1e-9), [-5.0, 1.5, 1.6, 5.0, 40.0]),
         ((-2.0, 0.5, 0.3), REAL[2:] + [1e60]), ((0.0, 1.0, 0.1), [-2.5, -1.0, 0.5, 40.0]),
         ((1.0, 3.0, 1.7), [0.0, 1.001, 2.5, 1e60]), ((0.0, 1.0, -0.3), [-7.0, -1.0, 0.03, 0.5, 2.75, 3.3]),
         ((0.0, 1.0, -1e-5), [-3.0, 0.03, 0.5, 2.75, 12.0]), ((3.0, 2.0, -0.9), [-1.0, 3.0, 3.5, 5.0, 5.2])],
        cdf=lambda x, m, s, k: exp(-exp(-growth(x, m, s, k))),
        survival=lambda x, m, s, k: -expm1(-exp(-growth(x, m, s, k)))),
    Distribution(
        "Rayleigh", lambda x, s: log(x) - 2 * log(s) - (x / s) ** 2 / 2,
        [((1.0,), POSITIVE[:-1]), ((0.2,), POSITIVE[:-2]), ((30.0,), POSITIVE)],
        cdf=lambda x, s: -expm1(-(x / s) ** 2 / 2), survival=lambda x, s: exp(-(x / s) ** 2 / 2)),
    Distribution(
        "Maxwell", lambda x, s: log(2 / pi) / 2 + 2 * log(x) - 3 * log(s) - (x / s) ** 2 / 2,
        [((1.0,), POSITIVE[:-1]), ((0.2,), POSITIVE[:-2]), ((30.0,), POSITIVE)],
        cdf=lambda x, s: gammainc(mpf(3) / 2, 0, (x / s) ** 2 / 2, regularized=True),
        survival=lambda x, s: erfc(x / s / sqrt(2)) + sqrt(2 / pi) * x / s * exp(-(x / s) ** 2 / 2)),
    Distribution(
        "Moyal", lambda x, m, s: -((x - m) / s + exp(-(x - m) / s)) / 2 - log(s) - log(2 * pi) / 2,
        [((0.0, 1.0), [-6.0, -3.7, -0.25, 0.0, 1.0, 2.5, 60.0]), ((1.5, 0.5), [-1.0, 1.0, 2.5, 60.0])],
        cdf=lambda x, m, s: erfc(exp(-(x - m) / s / 2) / sqrt(2)), survival=lambda x, m, s: erf(exp(-(x - m) / s / 2) / sqrt(2))),
    Distribution(
        "Gompertz", lambda x, c, b: log(c * b) + b * x - c * expm1(b * x),
        [((1.0, 2.0), POSITIVE[:-2]), ((1e-4, 0.5), POSITIVE[:-1]), ((40.0, 0.01), POSITIVE[:-1])],
        cdf=lambda x, c, b: -expm1(-c * expm1(b * x)), survival=lambda x, c, b: exp(-c * expm1(b * x))),
    Distribution(
        "LogUniform", lambda x, a, b: -log(x) - log(log(b / a)),
        [((1.0, 1e6), [1.0000001, 2.0, 40.0, 9e5]), ((0.25, 0.5), [0.2500001, 0.3, 0.49]), ((3.0, 3.003), [3.001, 3.0025]),
         ((1.0, 3.0), [1.5, 2.5])],
        cdf=lambda x, a, b: log(x / a) / log(b / a)),
]
