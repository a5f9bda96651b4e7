"""Log densities and their derivatives at 50 digits, for tests/Reparam.Tests/Reference/distributions-density.json.

Run: python3 tools/reference/distributions_reference.py
Needs mpmath. The densities are written from their definitions, independently of the library: gamma functions by
mpmath.loggamma, no rearrangement for accuracy. Derivatives are finite differences at 90 digits (mpmath.diff).
Each case: parameters and value (numbers, vectors or matrices), log density, its derivative in the value (null where
values are integers), its derivative in each parameter, and one second derivative (in the last element of the value,
or, where values are integers, in the last element of the last parameter).
"""

import json
import os

import mpmath
from mpmath import mp, mpf, log, log1p, loggamma, exp, pi, sqrt

mp.dps = 60


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def lchoose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def normal(x, m, s):
    return -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2


def student(x, v, m, s):
    return (loggamma((v + 1) / 2) - loggamma(v / 2) - log(v * pi) / 2 - log(s)
            - (v + 1) / 2 * log(1 + ((x - m) / s) ** 2 / v))


def cauchy(x, m, s):
    return -log(pi * s * (1 + ((x - m) / s) ** 2))


def logistic(x, m, s):
    return -(x - m) / s - log(s) - 2 * log(1 + exp(-(x - m) / s))


def gumbel(x, m, b):
    return -(x - m) / b - exp(-(x - m) / b) - log(b)


def gamma(x, a, b):
    return a * log(b) + (a - 1) * log(x) - b * x - loggamma(a)


def dirichlet(x, a):
    return loggamma(sum(a)) + sum((ai - 1) * log(xi) - loggamma(ai) for xi, ai in zip(x, a))


def mvn(x, m, L):
    n = len(x)
    z = []
    for i in range(n):
        z.append((x[i] - m[i] - sum(L[i][j] * z[j] for j in range(i))) / L[i][i])
    return -sum(v * v for v in z) / 2 - sum(log(L[i][i]) for i in range(n)) - n * log(2 * pi) / 2


def softplus(x):
    return log(1 + exp(x))


def binomial_logits(y, n, t):
    return lchoose(n, y) + y * t - n * softplus(t)


def nb(y, mu, phi):
    return loggamma(y + phi) - loggamma(phi) - loggamma(y + 1) + y * log(mu / (mu + phi)) + phi * log(phi / (mu + phi))


def lkj(L, eta):
    n = len(L)
    # Lewandowski et al. (2009), eq. 16 as a product of beta functions over the dimension, and the Jacobian of L -> L L'.
    log_c = mpf(0)
    for k in range(1, n):
        b = eta + mpf(n - 1 - k) / 2
        log_c += (n - k) * ((2 * b - 1) * log(2) + lbeta(b, b))
    exponent = [2 * (eta - 1) + n - i for i in range(1, n + 1)]
    return sum(e * log(L[i][i]) for i, e in enumerate(exponent) if i > 0) - log_c


def bernoulli_logits(y, t):
    return y * t - softplus(t)


def categorical_logits(y, t):
    return t[int(y)] - log(sum(exp(v) for v in t))


def factor(n, *partial):
    """The Cholesky factor of a correlation matrix from numbers below the diagonal, rounded to doubles."""
    rows, it = [], iter(partial)
    for i in range(n):
        row = [next(it) for _ in range(i)]
        rows.append(row + [float(sqrt(1 - sum(mpf(v) ** 2 for v in row)))] + [0.0] * (n - 1 - i))
    return rows


REAL = [-40.0, -3.7, -0.25, 0.0, 1.0, 2.5, 60.0]
POSITIVE = [1e-8, 0.03, 0.5, 1.0, 2.75, 12.0, 250.0]
UNIT = [1e-9, 0.02, 0.25, 0.5, 0.875, 0.99]
COUNTS = [0, 1, 2, 5, 13, 60, 400]

# name: (function, values are integers, [(parameters, values)])
CASES = {
    "Normal": (normal, False, [((0.0, 1.0), REAL), ((1.5, 0.3), REAL), ((-20.0, 12.0), REAL)]),
    "HalfNormal": (lambda x, s: normal(x, 0, s) + log(2), False, [((1.0,), POSITIVE + [0.0]), ((0.2,), POSITIVE), ((30.0,), POSITIVE)]),
    "LogNormal": (lambda x, m, s: normal(log(x), m, s) - log(x), False, [((0.0, 1.0), POSITIVE), ((1.5, 0.3), POSITIVE), ((-2.0, 3.0), POSITIVE)]),
    "StudentT": (student, False, [((1.0, 0.0, 1.0), REAL), ((3.0, 1.5, 0.3), REAL + [1e60]), ((0.2, -20.0, 12.0), REAL), ((30.0, 0.0, 2.0), REAL), ((1e9, 0.5, 2.0), REAL)]),
    "HalfStudentT": (lambda x, v, s: student(x, v, 0, s) + log(2), False, [((3.0, 2.5), POSITIVE + [0.0]), ((0.5, 1.0), POSITIVE + [1e60]), ((1e7, 0.4), POSITIVE)]),
    "Cauchy": (cauchy, False, [((0.0, 1.0), REAL + [1e60]), ((1.5, 0.3), REAL), ((-20.0, 12.0), REAL)]),
    "HalfCauchy": (lambda x, s: cauchy(x, 0, s) + log(2), False, [((1.0,), POSITIVE + [0.0, 1e60]), ((5.0,), POSITIVE), ((0.02,), POSITIVE)]),
    "Laplace": (lambda x, m, b: -abs(x - m) / b - log(2 * b), False, [((0.125, 1.0), REAL + [1e25]), ((1.5, 0.3), REAL), ((-20.0, 12.0), REAL)]),
    "Logistic": (logistic, False, [((0.0, 1.0), REAL + [-1e4, 1e25]), ((1.5, 0.3), REAL), ((-20.0, 12.0), REAL)]),
    "Gumbel": (gumbel, False, [((0.0, 1.0), REAL + [-700.0, 1e25]), ((1.5, 0.5), REAL), ((-20.0, 12.0), REAL)]),
    "Uniform": (lambda x, a, b: -log(b - a), False, [((0.0, 1.0), UNIT), ((-3.0, 5.5), [-3.0, -1.0, 0.0, 5.5]), ((100.0, 100.25), [100.125, 100.2])]),
    "Exponential": (lambda x, b: log(b) - b * x, False, [((1.0,), POSITIVE + [0.0]), ((0.05,), POSITIVE), ((40.0,), POSITIVE)]),
    "Gamma": (gamma, False, [((2.0, 1.0), POSITIVE), ((0.1, 0.5), POSITIVE), ((1.0, 3.0), POSITIVE), ((300.0, 40.0), POSITIVE)]),
    "InverseGamma": (lambda x, a, b: gamma(1 / x, a, b) - 2 * log(x), False, [((2.0, 1.0), POSITIVE), ((0.1, 0.5), POSITIVE), ((300.0, 40.0), POSITIVE)]),
    "Weibull": (lambda x, k, l: log(k / l) + (k - 1) * log(x / l) - (x / l) ** k, False, [((1.0, 2.0), POSITIVE), ((0.4, 0.5), POSITIVE + [1e60]), ((3.5, 12.0), POSITIVE), ((40.0, 250.0), POSITIVE)]),
    "Pareto": (lambda x, m, a: log(a) + a * log(m) - (a + 1) * log(x), False, [((1.0, 2.0), [1.0, 1.0000001, 2.75, 12.0, 1e60]), ((0.25, 1.5), [0.25, 0.5, 3.0, 1e300]), ((40.0, 300.0), [40.0, 40.125, 43.0, 1e6])]),
    "Beta": (lambda x, a, b: (a - 1) * log(x) + (b - 1) * log(1 - x) - lbeta(a, b), False, [((1.0, 1.0), UNIT), ((0.5, 2.0), UNIT), ((2.5, 0.8), UNIT), ((40.0, 3.0), UNIT), ((1e-3, 700.0), UNIT)]),
    "Bernoulli": (lambda y, p: y * log(p) + (1 - y) * log(1 - p), True, [((p,), [0, 1]) for p in (1e-12, 0.02, 0.5, 0.8, 0.9999)]),
    "BernoulliFromLogits": (bernoulli_logits, True, [((t,), [0, 1]) for t in (-700.0, -30.0, -1.5, 0.0, 0.7, 35.0, 800.0)]),
    "Binomial": (lambda y, n, p: binomial_logits(y, n, log(p / (1 - p))), True, [((20.0, 0.3), [0, 1, 7, 20]), ((1.0, 0.9), [0, 1]), ((1000.0, 0.01), [0, 3, 10, 999, 1000])]),
    "BinomialFromLogits": (binomial_logits, True, [((20.0, -0.5), [0, 1, 7, 20]), ((5.0, 30.0), [0, 4, 5]), ((1e6, -9.0), [0, 3, 123, 400])]),
    "Poisson": (lambda y, r: y * log(r) - r - loggamma(y + 1), True, [((r,), COUNTS) for r in (0.02, 4.0, 55.0)]),
    "PoissonFromLogRate": (lambda y, t: y * t - exp(t) - loggamma(y + 1), True, [((t,), COUNTS) for t in (-30.0, 0.4, 5.5)]),
    "NegativeBinomial": (nb, True, [((4.0, 0.5), COUNTS), ((55.0, 8.0), COUNTS), ((0.02, 1e-3), COUNTS), ((4.0, 1e10), COUNTS), ((1e6, 1.0), [0, 1, 1000])]),
    "NegativeBinomialFromLogMean": (lambda y, t, phi: nb(y, exp(t), phi), True, [((1.2, 0.5), COUNTS), ((-20.0, 3.0), COUNTS), ((4.0, 1e8), COUNTS), ((800.0, 2.0), [0, 5, 60])]),
    "CategoricalFromLogits": (categorical_logits, True, [(([0.0, 1.0, -2.0],), [0, 1, 2]), (([-800.0, 300.0, 299.0, 0.0],), [0, 1, 2, 3]), (([2.0, 2.0],), [0, 1]), (([0.3, -0.1, 0.2, 0.7, -5.0],), [0, 3, 4])]),
    "Categorical": (lambda y, p: log(p[int(y)]) - log(sum(p)), True, [(([0.25, 0.5, 0.25],), [0, 1, 2]), (([1e-12, 1 - 1e-12],), [0, 1]), (([0.1, 0.2, 0.3, 0.4],), [0, 1, 2, 3]), (([0.125] * 8,), [0, 7])]),
    "Dirichlet": (dirichlet, False, [(([1.0, 1.0, 1.0],), [[0.25, 0.5, 0.25], [1e-9, 0.5, 0.5]]), (([0.1, 2.0, 7.5, 40.0],), [[1e-9, 0.03125, 0.21875, 0.75], [0.25, 0.25, 0.25, 0.25], [0.5, 0.125, 0.25, 0.125], [1e-3, 0.5, 0.4, 0.099]]), (([3.0, 0.5],), [[0.875, 0.125], [0.5, 0.5], [0.01, 0.99]]), (([800.0, 1e-3, 25.0],), [[0.96, 0.01, 0.03], [0.5, 0.25, 0.25]])]),
    "MultivariateNormal": (mvn, False, [
        (([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]), [[0.0, 0.0], [1.0, -2.0], [30.0, 40.0]]),
        (([1.0, -2.0, 0.5], [[2.0, 0.0, 0.0], [-0.75, 0.5, 0.0], [0.25, 1.5, 0.125]]), [[1.0, -2.0, 0.5], [0.0, 0.0, 0.0], [4.0, -3.0, 9.0], [-8.0, 1.0, 0.25]]),
        (([0.25], [[0.5]]), [[0.25], [-3.0], [10.0]])]),
    "LKJCholesky2": (lkj, False, [((e,), [factor(2, r) for r in (0.0, 0.6, -0.99)]) for e in (1.0, 0.5, 2.0, 50.0)]),
    "LKJCholesky4": (lkj, False, [((e,), [factor(4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), factor(4, 0.5, -0.3, 0.8, 0.1, 0.2, -0.95)]) for e in (1.0, 0.5, 2.0, 50.0, 1e6)]),
}


def flatten(v):
    return [e for row in v for e in flatten(row)] if isinstance(v, (list, tuple)) else [v]


def rebuild(like, flat):
    return [rebuild(row, flat) for row in like] if isinstance(like, (list, tuple)) else next(flat)


def main():
    total, result = 0, []
    for name, (function, discrete, groups) in CASES.items():
        for parameters, values in groups:
            for value in values:
                arguments = [value, *parameters]
                flat = [mpf(v) for v in flatten(arguments)]

                def at(*numbers):
                    return function(*rebuild(arguments, iter(numbers)))

                def partial(i, order=1):
                    with mp.workdps(90):
                        step = mpf(10) ** -25 * (abs(flat[i]) or 1)
                        points = [mpf(j) - mpf(3) / 2 for j in range(4)] if order == 1 else [mpf(j) - 2 for j in range(5)]
                        f = [at(*[v + (p * step if k == i else 0) for k, v in enumerate(flat)]) for p in points]
                        if order == 1:
                            return (f[0] - 27 * f[1] + 27 * f[2] - f[3]) / (24 * step)
                        return (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * step ** 2)

                def number(v):
                    v = mpmath.mpf(v) if not isinstance(v, mpmath.mpc) else v.real
                    return float(v)

                size = len(flatten(value))
                gradient = rebuild(arguments, iter(
                    [None if discrete and i < size else number(partial(i)) for i in range(len(flat))]))
                second = len(flat) - 1 if discrete else size - 1
                result.append({
                    "distribution": name, "parameters": list(parameters), "value": value,
                    "logProb": number(at(*flat)),
                    "valueGradient": gradient[0], "parameterGradients": gradient[1:],
                    "secondDerivative": number(partial(second, 2)),
                })
                total += 1
    path = os.path.join(os.path.dirname(__file__), "../../tests/Reparam.Tests/Reference/distributions-density.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write('{\n  "header": {\n    "tool": "mpmath %s", "precision": "60 digits, derivatives at 90, rounded to double",\n' % mpmath.__version__)
        file.write('    "script": "tools/reference/distributions_reference.py"\n  },\n  "cases": [\n    ')
        file.write(",\n    ".join(json.dumps(c, allow_nan=False) for c in result))
        file.write("\n  ]\n}\n")
    print(total, "cases")


main()
