"""Posterior moments of the logistic regression in examples/logistic_regression.cs by two-dimensional quadrature.

    distress ~ bernoulli(logit = alpha + beta (temperature - mean)), alpha ~ student_t(3, 0, 2.5), beta ~ normal(0, 0.5)

Trapezoidal rule on a grid far wider than the posterior, whose error is beyond double precision for a smooth integrand
that vanishes at the edges; the grid is doubled to show it. Also the maximum likelihood estimate, to compare with the
published 15.043 and -0.2322 (Dalal, Fowlkes and Hoadley 1989, for the same 23 flights).

Run: python3 tools/reference/challenger.py
Needs numpy and scipy.
"""
import pathlib

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm, t

path = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "challenger.csv"
temperature, distress = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)


def log_likelihood(a, b, x):
    eta = a[..., None] + b[..., None] * x
    return (distress * eta - np.logaddexp(0, eta)).sum(-1)


mle = minimize(lambda v: -log_likelihood(np.array(v[0]), np.array(v[1]), temperature - 70), [0, 0], tol=1e-12).x
print(f"maximum likelihood: intercept {mle[0] - 70 * mle[1]:.3f}, slope {mle[1]:.4f}")

for n in (600, 1200):
    a, b = np.meshgrid(np.linspace(-12, 8, n), np.linspace(-2, 1, n), indexing="ij")
    log_prior = t.logpdf(a / 2.5, 3) - np.log(2.5) + norm.logpdf(b, 0, 0.5)
    log_joint = log_likelihood(a, b, temperature - temperature.mean()) + log_prior
    cell = (a[1, 0] - a[0, 0]) * (b[0, 1] - b[0, 0])
    weight = np.exp(log_joint)
    evidence = weight.sum() * cell
    weight /= weight.sum()
    freezing = 1 / (1 + np.exp(-(a + b * (31 - temperature.mean()))))
    print(f"grid {n}: log evidence {np.log(evidence):.6f}")
    for name, x in (("alpha", a), ("beta", b), ("risk at 31 F", freezing)):
        mean = (weight * x).sum()
        print(f"  {name}: mean {mean:.6f}, sd {np.sqrt((weight * (x - mean) ** 2).sum()):.6f}")
