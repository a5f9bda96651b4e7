"""The first distributions: densities and distribution functions in closed form."""

from mpmath import atan, erfc, exp, expm1, gammainc, log, loggamma, mp, mpf, pi, sqrt

from distribution_cases import COUNTS, POSITIVE, REAL, UNIT, Distribution, lbeta, lchoose, regular_beta


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
    "Binomial": (lambda y, n, p: binomial_logits(y, n, log(p / (1 - p))), True, [((20.0, 0.3), [0, 1, 7, 20]), ((1.0, 0.9), [0, 1]), ((1000.0, 0.01), [0, 3, 10, 999, 1000]), ((1e6, 0.25), [0, 249000, 250300, 251000, 1000000])]),
    "BinomialFromLogits": (binomial_logits, True, [((20.0, -0.5), [0, 1, 7, 20]), ((5.0, 30.0), [0, 4, 5]), ((1e6, -9.0), [0, 3, 123, 400])]),
    "Poisson": (lambda y, r: y * log(r) - r - loggamma(y + 1), True, [((r,), COUNTS) for r in (1e-3, 0.02, 4.0, 55.0)] + [((1e5,), [98000, 100001, 101000]), ((1e9,), [999800000, 1000000002, 1000100000])]),
    "PoissonFromLogRate": (lambda y, t: y * t - exp(t) - loggamma(y + 1), True, [((t,), COUNTS) for t in (-30.0, 0.4, 5.5)] + [((11.5,), [97000, 98000, 100000])]),
    "NegativeBinomial": (nb, True, [((4.0, 0.5), COUNTS), ((55.0, 8.0), COUNTS), ((0.02, 1e-3), COUNTS), ((4.0, 1e10), COUNTS), ((1e6, 1.0), [0, 1, 1000, 800000, 5000000]), ((1e6, 1e4), [970000, 1005000, 1020000])]),
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


def regular_gamma(a, x):
    return gammainc(a, 0, x, regularized=True)


def upper_gamma(a, x):
    return gammainc(a, x, mp.inf, regularized=True)


def poisson_tails(y, r):
    """P(Y <= y) and P(Y > y): the tail away from the mean summed outwards from y, where every term is positive."""
    with mp.workdps(45):
        y, r = mpf(y), mpf(r)
        down = y < r
        k = y if down else y + 1
        term = exp(k * log(r) - r - loggamma(k + 1))
        total = mpf(0)
        while term > total * mpf(10) ** -45:
            total += term
            if down and k == 0:
                break
            term = term * k / r if down else term * r / (k + 1)
            k += -1 if down else 1
        return (total, 1 - total) if down else (1 - total, total)


def student_tail(x, v, m, s):
    """P(X > x) of Student's t."""
    z = (x - m) / s
    tail = regular_beta(v / 2, mpf(1) / 2, v / (v + z * z)) / 2
    return tail if z >= 0 else 1 - tail


def normal_tail(z):
    return erfc(z / sqrt(2)) / 2


def cauchy_tail(z):
    return (atan(1 / z) / pi if z > 0 else mpf(1) / 2 - atan(z) / pi)


def laplace_tail(z):
    return exp(-z) / 2 if z > 0 else 1 - exp(z) / 2


# name: (P(X <= x), P(X > x))
TAILS = {
    "Normal": (lambda x, m, s: normal_tail((m - x) / s), lambda x, m, s: normal_tail((x - m) / s)),
    "HalfNormal": (lambda x, s: 1 - 2 * normal_tail(x / s), lambda x, s: 2 * normal_tail(x / s)),
    "LogNormal": (lambda x, m, s: normal_tail((m - log(x)) / s), lambda x, m, s: normal_tail((log(x) - m) / s)),
    "StudentT": (lambda x, v, m, s: student_tail(-x, v, -m, s), student_tail),
    "HalfStudentT": (lambda x, v, s: 1 - 2 * student_tail(x, v, 0, s), lambda x, v, s: 2 * student_tail(x, v, 0, s)),
    "Cauchy": (lambda x, m, s: cauchy_tail((m - x) / s), lambda x, m, s: cauchy_tail((x - m) / s)),
    "HalfCauchy": (lambda x, s: 1 - 2 * cauchy_tail(x / s), lambda x, s: 2 * cauchy_tail(x / s)),
    "Laplace": (lambda x, m, b: laplace_tail((m - x) / b), lambda x, m, b: laplace_tail((x - m) / b)),
    "Logistic": (lambda x, m, s: 1 / (1 + exp(-(x - m) / s)), lambda x, m, s: 1 / (1 + exp((x - m) / s))),
    "Gumbel": (lambda x, m, b: exp(-exp(-(x - m) / b)), lambda x, m, b: -expm1(-exp(-(x - m) / b))),
    "Uniform": (lambda x, a, b: (x - a) / (b - a), None),
    "Exponential": (lambda x, b: -expm1(-b * x), lambda x, b: exp(-b * x)),
    "Gamma": (lambda x, a, b: regular_gamma(a, b * x), lambda x, a, b: upper_gamma(a, b * x)),
    "InverseGamma": (lambda x, a, b: upper_gamma(a, b / x), lambda x, a, b: regular_gamma(a, b / x)),
    "Weibull": (lambda x, k, l: -expm1(-(x / l) ** k), lambda x, k, l: exp(-(x / l) ** k)),
    "Pareto": (lambda x, m, a: 1 - (m / x) ** a, lambda x, m, a: (m / x) ** a),
    "Beta": (lambda x, a, b: regular_beta(a, b, x), lambda x, a, b: regular_beta(b, a, 1 - x)),
    "Bernoulli": (lambda y, p: 1 - p if y < 1 else mpf(1), lambda y, p: p if y < 1 else mpf(0)),
    "BernoulliFromLogits": (lambda y, t: 1 / (1 + exp(t)) if y < 1 else mpf(1),
                            lambda y, t: 1 / (1 + exp(-t)) if y < 1 else mpf(0)),
    "Categorical": (lambda y, p: sum(p[:int(y) + 1]) / sum(p), lambda y, p: sum(p[int(y) + 1:]) / sum(p)),
    "CategoricalFromLogits": (lambda y, t: sum(map(exp, t[:int(y) + 1])) / sum(map(exp, t)),
                              lambda y, t: sum(map(exp, t[int(y) + 1:])) / sum(map(exp, t))),
    "Binomial": (lambda y, n, p: regular_beta(n - y, y + 1, 1 - p) if y < n else mpf(1),
                 lambda y, n, p: regular_beta(y + 1, n - y, p) if y < n else mpf(0)),
    "BinomialFromLogits": (lambda y, n, t: regular_beta(n - y, y + 1, 1 / (1 + exp(t))) if y < n else mpf(1),
                           lambda y, n, t: regular_beta(y + 1, n - y, 1 / (1 + exp(-t))) if y < n else mpf(0)),
    "Poisson": (lambda y, r: poisson_tails(y, r)[0], lambda y, r: poisson_tails(y, r)[1]),
    "PoissonFromLogRate": (lambda y, t: poisson_tails(y, exp(t))[0], lambda y, t: poisson_tails(y, exp(t))[1]),
    "NegativeBinomial": (lambda y, m, f: regular_beta(f, y + 1, f / (m + f)),
                         lambda y, m, f: regular_beta(y + 1, f, m / (m + f))),
    "NegativeBinomialFromLogMean": (lambda y, t, f: regular_beta(f, y + 1, f / (exp(t) + f)),
                                    lambda y, t, f: regular_beta(y + 1, f, exp(t) / (exp(t) + f))),
}

DISTRIBUTIONS = [
    Distribution(name, function, groups, discrete, *TAILS.get(name, (None, None)))
    for name, (function, discrete, groups) in CASES.items()
]
