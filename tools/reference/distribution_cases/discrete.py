"""Distributions of counts and categories, and their relaxed forms."""

from mpmath import exp, log, loggamma, mp, mpf

from distribution_cases import COUNTS, Distribution, lbeta, lchoose, regular_beta
from distribution_cases.first import nb, poisson_tails, softplus


def sigmoid(t):
    return 1 / (1 + exp(-t))


def poisson(y, r):
    return y * log(r) - r - loggamma(y + 1)


def nb_tails(y, m, f):
    return regular_beta(f, y + 1, f / (m + f)), regular_beta(y + 1, f, m / (m + f))


def inflated(y, log_count, gate):
    """Zeros with probability gate, otherwise counts of log_count."""
    return log(gate + (1 - gate) * exp(log_count(0))) if y == 0 else log(1 - gate) + log_count(y)


def hurdle(y, log_count, gate):
    return log(gate) if y == 0 else log(1 - gate) + log_count(y) - log(1 - exp(log_count(0)))


def beta_binomial(y, n, a, b):
    return lchoose(n, y) + lbeta(y + a, n - y + b) - lbeta(a, b)


def ordered_logistic(y, cuts, eta):
    y = int(y)
    with mp.workdps(mp.dps + 700):
        above = sigmoid(eta - cuts[y - 1]) if y > 0 else mpf(1)
        below = sigmoid(eta - cuts[y]) if y < len(cuts) else mpf(0)
        return log(above - below)


def ordered_logistic_cdf(y, cuts, eta):
    return sigmoid(cuts[int(y)] - eta) if y < len(cuts) else mpf(1)


def ordered_logistic_survival(y, cuts, eta):
    return sigmoid(eta - cuts[int(y)]) if y < len(cuts) else mpf(0)


def multinomial(x, n, p):
    return loggamma(n + 1) + sum(xi * log(pi / sum(p)) - loggamma(xi + 1) for xi, pi in zip(x, p))


def multinomial_logits(x, n, t):
    return multinomial(x, n, [exp(v) for v in t])


def dirichlet_multinomial(x, n, a):
    return (loggamma(n + 1) + loggamma(sum(a)) - loggamma(n + sum(a))
            + sum(loggamma(xi + ai) - loggamma(ai) - loggamma(xi + 1) for xi, ai in zip(x, a)))


def concrete_logits(x, l, t):
    """Maddison, Mnih and Teh (2017), equation 10."""
    k = len(x)
    return (loggamma(k) + (k - 1) * log(l) + sum(ti - (l + 1) * log(xi) for xi, ti in zip(x, t))
            - k * log(sum(exp(ti) * xi ** -l for xi, ti in zip(x, t))))


def relaxed_bernoulli(x, l, t):
    """Maddison, Mnih and Teh (2017), equation 23."""
    a = exp(t)
    return (log(l) + log(a) - (l + 1) * (log(x) + log(1 - x)) - 2 * log(a * x ** -l + (1 - x) ** -l))


def relaxed_bernoulli_cdf(x, l, t):
    return sigmoid(l * log(x / (1 - x)) - t)


def logit(p):
    return log(p / (1 - p))


RELAXED = [1e-9, 0.02, 0.25, 0.5, 0.875, 0.99]
CUTS = [-1.5, 0.25, 3.0]
CORNERS = [[0.25, 0.5, 0.25], [1e-9, 0.5, 0.5 - 1e-9], [0.96875, 0.015625, 0.015625]]

DISTRIBUTIONS = [
    Distribution("Geometric", lambda y, p: y * log(1 - p) + log(p), [((p,), COUNTS) for p in (0.02, 0.5, 0.96)], True,
                 lambda y, p: 1 - (1 - p) ** (y + 1), lambda y, p: (1 - p) ** (y + 1)),
    Distribution("GeometricFromLogits", lambda y, t: -softplus(-t) - y * softplus(t),
                 [((t,), COUNTS) for t in (-4.0, 0.3, 30.0)], True,
                 lambda y, t: 1 - sigmoid(-t) ** (y + 1), lambda y, t: sigmoid(-t) ** (y + 1)),
    Distribution("DiscreteUniform", lambda y, a, b: -log(b - a + 1),
                 [((0.0, 5.0), [0, 2, 5]), ((-7.0, 12.0), [-7, -1, 0, 3, 12]), ((4.0, 4.0), [4]), ((1.0, 1e6), [1, 777777])],
                 True, lambda y, a, b: (y - a + 1) / (b - a + 1), lambda y, a, b: (b - y) / (b - a + 1), fixed=(0, 1)),
    Distribution("NegativeBinomialFromProbability", lambda y, f, p: nb(y, f * p / (1 - p), f),
                 [((3.0, 0.4), COUNTS), ((0.5, 0.98), COUNTS), ((12.5, 0.01), COUNTS)], True,
                 lambda y, f, p: nb_tails(y, f * p / (1 - p), f)[0], lambda y, f, p: nb_tails(y, f * p / (1 - p), f)[1]),
    Distribution("NegativeBinomialFromLogits", lambda y, f, t: nb(y, f * exp(t), f),
                 [((3.0, -0.5), COUNTS), ((0.5, 4.0), COUNTS), ((1e4, -2.5), COUNTS + [1010])], True,
                 lambda y, f, t: nb_tails(y, f * exp(t), f)[0], lambda y, f, t: nb_tails(y, f * exp(t), f)[1]),
    Distribution("BetaBinomial", beta_binomial,
                 [((10.0, 2.0, 3.0), [0, 1, 7, 10]), ((1.0, 0.5, 0.5), [0, 1]), ((50.0, 1e-2, 3.0), [0, 2, 49, 50]),
                  ((200.0, 400.0, 1e4), [0, 3, 8, 40, 200]), ((2000.0, 0.7, 1.3), [0, 1, 700, 1999, 2000]),
                  ((300.0, 1e6, 2e6), [60, 100, 130])], True,
                 lambda y, n, a, b: sum(exp(beta_binomial(mpf(k), n, a, b)) for k in range(int(y) + 1)),
                 lambda y, n, a, b: sum(exp(beta_binomial(mpf(k), n, a, b)) for k in range(int(y) + 1, int(n) + 1)), fixed=(0,)),
    Distribution("ZeroInflated", lambda y, r, g: inflated(y, lambda k: poisson(k, r), g),
                 [((4.0, 0.3), COUNTS[:-1]), ((0.02, 1e-6), COUNTS[:-2]), ((55.0, 0.875), COUNTS), ((60.0, 1e-20), [0, 40, 75])],
                 True, lambda y, r, g: g + (1 - g) * poisson_tails(y, r)[0],
                 lambda y, r, g: (1 - g) * poisson_tails(y, r)[1]),
    Distribution("ZeroInflatedFromLogits", lambda y, m, f, t: inflated(y, lambda k: nb(k, m, f), sigmoid(t)),
                 [((4.0, 0.5, -1.0), COUNTS), ((55.0, 8.0, 2.5), COUNTS), ((0.25, 3.0, -40.0), COUNTS[:-1])],
                 True, lambda y, m, f, t: sigmoid(t) + sigmoid(-t) * nb_tails(y, m, f)[0],
                 lambda y, m, f, t: sigmoid(-t) * nb_tails(y, m, f)[1]),
    Distribution("Hurdle", lambda y, r, g: hurdle(y, lambda k: poisson(k, r), g),
                 [((4.0, 0.3), COUNTS[:-1]), ((0.0078125, 0.25), COUNTS[:-2]), ((55.0, 1e-6), COUNTS)],
                 True, lambda y, r, g: g + (1 - g) * (poisson_tails(y, r)[0] - exp(-r)) / (1 - exp(-r)),
                 lambda y, r, g: (1 - g) * poisson_tails(y, r)[1] / (1 - exp(-r))),
    Distribution("HurdleFromLogits", lambda y, m, f, t: hurdle(y, lambda k: nb(k, m, f), sigmoid(t)),
                 [((4.0, 0.5, -1.0), COUNTS), ((55.0, 8.0, 2.5), COUNTS), ((0.25, 3.0, 30.0), COUNTS[:-1])], True,
                 lambda y, m, f, t: 1 - sigmoid(-t) * nb_tails(y, m, f)[1] / nb_tails(0, m, f)[1],
                 lambda y, m, f, t: sigmoid(-t) * nb_tails(y, m, f)[1] / nb_tails(0, m, f)[1]),
    Distribution("OrderedLogistic", ordered_logistic,
                 [((CUTS, 0.5), [0, 1, 2, 3]), ((CUTS, -40.0), [0, 1, 2, 3]), ((CUTS, 700.0), [0, 1, 2, 3]),
                  (([0.0, 1e-9, 2.0, 900.0], 0.25), [0, 1, 2, 3, 4]), (([1.0], -2.0), [0, 1])],
                 True, ordered_logistic_cdf, ordered_logistic_survival),
    Distribution("Multinomial", multinomial,
                 [((5.0, [0.25, 0.5, 0.25]), [[0, 5, 0], [2, 2, 1], [1, 0, 4]]), ((1.0, [0.1, 0.2, 0.3, 0.4]), [[0, 0, 1, 0], [1, 0, 0, 0]]),
                  ((0.0, [0.5, 0.5]), [[0, 0]]), ((40.0, [1e-6, 0.25, 0.75 - 1e-6]), [[0, 10, 30], [3, 17, 20]]),
                  ((1e6, [0.125, 0.25, 0.625]), [[120000, 260000, 620000], [0, 300000, 700000]])],
                 True, fixed=(0,)),
    Distribution("MultinomialFromLogits", multinomial_logits,
                 [((5.0, [0.0, 1.0, -2.0]), [[0, 5, 0], [2, 2, 1], [1, 0, 4]]), ((12.0, [300.0, 301.0, 250.0, 299.5]), [[4, 6, 0, 2], [12, 0, 0, 0]]),
                  ((7.0, [0.0, 0.0]), [[0, 7], [3, 4]]), ((2.0, [-1.0, 0.5, 2.0]), [[0, 0, 2], [1, 1, 0]]),
                  ((1e6, [0.5, 1.25, -3.0]), [[300000, 690000, 10000]])],
                 True, fixed=(0,)),
    Distribution("DirichletMultinomial", dirichlet_multinomial,
                 [((5.0, [1.0, 2.0, 0.5]), [[0, 5, 0], [2, 2, 1], [1, 0, 4]]), ((1.0, [0.1, 20.0]), [[0, 1], [1, 0]]),
                  ((0.0, [0.5, 0.5]), [[0, 0]]), ((40.0, [1e-3, 300.0, 75.0]), [[0, 32, 8], [3, 17, 20]]),
                  ((1e6, [2.0, 3.5, 0.25]), [[300000, 650000, 50000]]), ((60.0, [1e5, 2e5, 3e5]), [[10, 20, 30], [0, 60, 0]])],
                 True, fixed=(0,)),
    Distribution("Concrete", lambda x, l, p: concrete_logits(x, l, [log(v) for v in p]),
                 [((0.6, [0.25, 0.5, 0.25]), CORNERS), ((1.0, [0.1, 0.2, 0.7]), CORNERS), ((3.0, [0.5, 0.5]), [[0.5, 0.5], [0.99, 0.01]]),
                  ((0.1, [0.75, 0.125, 0.125]), CORNERS)]),
    Distribution("ConcreteFromLogits", concrete_logits,
                 [((0.6, [0.0, 1.0, -2.0]), CORNERS), ((1.0, [300.0, 301.0, 299.0]), CORNERS), ((2.0, [0.5, -0.5]), [[0.5, 0.5], [0.99, 0.01]]),
                  ((0.25, [0.0, 0.0, 0.0]), CORNERS)]),
    Distribution("RelaxedBernoulli", lambda x, l, p: relaxed_bernoulli(x, l, logit(p)),
                 [((0.5, 0.3), RELAXED), ((1.0, 0.98), RELAXED[1:]), ((2.0, 0.5), RELAXED)], False,
                 lambda x, l, p: relaxed_bernoulli_cdf(x, l, logit(p)), lambda x, l, p: 1 / (1 + exp(l * logit(x) - logit(p)))),
    Distribution("RelaxedBernoulliFromLogits", relaxed_bernoulli,
                 [((0.5, -0.75), RELAXED), ((1.0, 4.0), RELAXED[1:]), ((3.0, 0.0), RELAXED)], False,
                 relaxed_bernoulli_cdf, lambda x, l, t: 1 / (1 + exp(l * logit(x) - t))),
]
