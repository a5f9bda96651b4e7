"""Kullback-Leibler divergences where p and q are close or their parameters large, at 60 digits from the textbook
formulas, in which everything cancels.

    python3 tools/reference/divergences.py

writes tests/Reparam.Tests/Reference/divergences.json."""
import json
import pathlib

import mpmath
from mpmath import mpf, log, gamma, loggamma, digamma, exp, euler, besseli, cos

mpmath.mp.dps = 60


def normal(m1, s1, m2, s2):
    return log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - mpf(1) / 2


def laplace(m1, b1, m2, b2):
    d = abs(m1 - m2)
    return log(b2 / b1) + d / b2 + b1 / b2 * exp(-d / b1) - 1


def gumbel(m1, b1, m2, b2):
    return log(b2 / b1) + euler * (b1 / b2 - 1) + (m1 - m2) / b2 + exp((m2 - m1) / b2) * gamma(1 + b1 / b2) - 1


def weibull(k1, l1, k2, l2):
    return log(k1 / l1**k1) - log(k2 / l2**k2) + (k1 - k2) * (log(l1) - euler / k1) + (l1 / l2) ** k2 * gamma(
        k2 / k1 + 1) - 1


def gamma_(a1, b1, a2, b2):
    return (a1 - a2) * digamma(a1) - loggamma(a1) + loggamma(a2) + a2 * log(b1 / b2) + a1 * (b2 - b1) / b1


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def beta(a1, b1, a2, b2):
    return (log_beta(a2, b2) - log_beta(a1, b1) + (a1 - a2) * digamma(a1) + (b1 - b2) * digamma(b1)
            + (a2 - a1 + b2 - b1) * digamma(a1 + b1))


def exponential(r1, r2):
    return log(r1 / r2) + r2 / r1 - 1


def poisson(r1, r2):
    return r1 * log(r1 / r2) + r2 - r1


def bernoulli(p, q):
    return p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))


def von_mises(m1, k1, m2, k2):
    ratio = besseli(1, k1) / besseli(0, k1)
    return ratio * (k1 - k2 * cos(m1 - m2)) + log(besseli(0, k2)) - log(besseli(0, k1))


def rayleigh(s1, s2):
    return 2 * log(s2 / s1) + (s1 / s2) ** 2 - 1


def maxwell(s1, s2):
    return 3 * log(s2 / s1) + mpf(3) / 2 * ((s1 / s2) ** 2 - 1)


def moyal(m1, s1, m2, s2):
    mean_z, growth = (m1 - m2 + s1 * (euler + log(2))) / s2, exp((m2 - m1) / s2)
    entropy = mpf(1) / 2 * (euler + log(2) + 1) + log(s1)
    return (mean_z + growth * 2 ** (s1 / s2) * gamma(s1 / s2 + mpf(1) / 2) / mpmath.sqrt(mpmath.pi)) / 2 + log(
        s2) - entropy


def asymmetric_laplace(m1, s1, k1, m2, s2, k2):
    l1, r1, l2, r2 = s1 * k1, s1 / k1, s2 * k2, s2 / k2
    d, mean = m2 - m1, m1 + r1 - l1
    above = r1**2 / (l1 + r1) * exp(-d / r1) if d >= 0 else mean - m2 + l1**2 / (l1 + r1) * exp(d / l1)
    return above / r2 + (above - mean + m2) / l2 + log((l2 + r2) / (l1 + r1)) - 1


def inverse_gaussian(m1, c1, m2, c2):
    return c2 / 2 * (m1 / m2**2 - 2 / m2 + 1 / m1 + 1 / c1) - mpf(1) / 2 + log(c1 / c2) / 2


def frechet(a1, s1, a2, s2):
    return weibull(a1, 1 / s1, a2, 1 / s2)


def log_uniform(a1, b1, a2, b2):
    return log(log(b2 / a2) / log(b1 / a1))


def geometric(p, q):
    return log(p / q) + (1 - p) / p * log((1 - p) / (1 - q))


EPS = 1e-8
# Family, formula, parameters of p and of q, and the relative error that is allowed: the numbers are those of double.
CASES = [
    ("Normal", normal, [0.3, 1.7], [0.3 + EPS, 1.7 + EPS], 2e-14),
    ("Normal", normal, [0.3, 1.7], [0.3, 1.7 + 4e-15], 2e-14),
    ("Normal", normal, [1e5, 1e-3], [1e5 + 1e-9, 1.001e-3], 2e-14),
    ("Normal", normal, [0, 1], [3, 50], 2e-14),
    ("Laplace", laplace, [0.3, 1.7], [0.3 + EPS, 1.7 + EPS], 2e-14),
    ("Gumbel", gumbel, [0.3, 1.7], [0.3 + EPS, 1.7 + EPS], 1e-13),
    ("Gumbel", gumbel, [0.3, 1.7], [2.3, 40], 1e-13),
    ("Weibull", weibull, [1.7, 2.5], [1.7 + EPS, 2.5 - EPS], 1e-13),
    ("Gamma", gamma_, [2.5, 1.7], [2.5 + EPS, 1.7 - EPS], 1e-13),
    ("Gamma", gamma_, [2.5, 1.7], [2.52, 1.71], 1e-11),
    ("Gamma", gamma_, [1e6, 1.7], [1e6 + 1, 1.7 + 1e-6], 1e-11),
    ("Gamma", gamma_, [1e6, 1.0], [2e6, 2.0], 1e-11),
    ("Gamma", gamma_, [1e-3, 1.7], [1e-3 + 1e-9, 1.8], 1e-11),
    ("Gamma", gamma_, [2.5, 1.7], [2.5275, 1.7], 1e-10),
    ("Gamma", gamma_, [2.5, 1.7], [2.5225, 1.7], 1e-12),
    ("Gamma", gamma_, [15.5, 1.7], [15.7, 1.72], 1e-10),
    ("Beta", beta, [2.5, 1.7], [2.5 + EPS, 1.7 - EPS], 1e-11),
    ("Beta", beta, [1e6, 2e6], [2e6, 4.001e6], 1e-11),
    ("Beta", beta, [1e-2, 3.0], [2e-2, 3.5], 1e-12),
    ("Exponential", exponential, [1.7], [1.7 + EPS], 2e-14),
    ("Rayleigh", rayleigh, [1.7], [1.7 + EPS], 2e-14),
    ("Maxwell", maxwell, [1.7], [1.7 + EPS], 2e-14),
    ("Moyal", moyal, [0.3, 1.7], [0.3 + EPS, 1.7 + EPS], 1e-13),
    ("Moyal", moyal, [0.3, 1.7], [0.3 - EPS, 1.7 + EPS], 1e-13),
    ("AsymmetricLaplace", asymmetric_laplace, [0.3, 1.7, 1.3], [0.3 + EPS, 1.7 + EPS, 1.3 - EPS], 1e-13),
    ("AsymmetricLaplace", asymmetric_laplace, [0.3, 1.7, 1.3], [0.3 - EPS, 1.7 + EPS, 1.3 + EPS], 1e-13),
    ("AsymmetricLaplace", asymmetric_laplace, [0.3, 1.7, 1.3], [4.3, 0.4, 0.2], 1e-13),
    ("InverseGaussian", inverse_gaussian, [1.7, 2.5], [1.7 + EPS, 2.5 - EPS], 2e-14),
    ("Frechet", frechet, [1.7, 2.5], [1.7 + EPS, 2.5 - EPS], 1e-13),
    ("LogUniform", log_uniform, [1.7, 2.5], [1.7 - EPS, 2.5 + EPS], 2e-14),
    ("Geometric", geometric, [0.3], [0.3 + EPS], 1e-13),
    ("Geometric", geometric, [1e-6], [2e-6], 1e-13),
    ("Poisson", poisson, [1e6], [1e6 + 1e-3], 2e-14),
    ("Poisson", poisson, [0.3], [7.5], 2e-14),
    ("Bernoulli", bernoulli, [0.3], [0.3 + EPS], 2e-14),
    ("Bernoulli", bernoulli, [1e-12], [2e-12], 1e-13),
    ("Bernoulli", bernoulli, [0.875], [0.875 + EPS], 2e-14),
    ("VonMises", von_mises, [0.3, 20.5], [0.4, 21.5], 1e-11),
]


def main():
    rows = []
    for family, formula, p, q, allowed in CASES:
        value = formula(*map(mpf, p), *map(mpf, q))
        rows.append({"family": family, "p": p, "q": q, "divergence": float(value), "allowed": allowed})
    path = pathlib.Path(__file__).resolve().parents[2] / "tests/Reparam.Tests/Reference/divergences.json"
    header = f"mpmath {mpmath.__version__}, 60 digits, by tools/reference/divergences.py"
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    path.write_text(f'{{\n  "source": "{header}",\n  "cases": [\n{lines}\n  ]\n}}\n')


if __name__ == "__main__":
    main()
