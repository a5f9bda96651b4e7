#!/usr/bin/env python3
"""Log densities and gradients of two posteriors of posteriordb whose Stan values are missing or less exact.

    python3 tools/reference/recurrences_reference.py ../shared/data/posteriordb > tests/Reparam.Tests/Reference/recurrences.json

Everything is written from the definitions, with 40 digits: the ARMA recurrence by hand; the Lotka-Volterra equations by
mpmath's Taylor series method, which is unlike any Runge-Kutta method. Gradients are central differences of order 2 with
a step of 1e-12, whose truncation error is of the order of 1e-24. All normalising constants are kept.
"""
import gzip
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 40
AT = mpf("0.1")


def data(name):
    with gzip.open(f"{sys.argv[1]}/{name}.json.gz") as file:
        return json.load(file, parse_float=mpf)


def normal(x, mean, sd):
    return -((x - mean) / sd) ** 2 / 2 - mp.log(sd) - mp.log(2 * mp.pi) / 2


def lognormal(x, mean, sd):
    return normal(mp.log(x), mean, sd) - mp.log(x)


def arma11(u):
    """mu, phi, theta, log sigma."""
    mu, phi, theta, sigma = u[0], u[1], u[2], mp.exp(u[3])
    y = data("arma")["y"]
    value = normal(mu, 0, 10) + normal(phi, 0, 2) + normal(theta, 0, 2)
    scale = mpf(5) / 2
    value += mp.log(2 / (mp.pi * scale * (1 + (sigma / scale) ** 2))) + u[3]
    error = None
    for t, now in enumerate(y):
        mean = mu + phi * mu if t == 0 else mu + phi * y[t - 1] + theta * error
        error = now - mean
        value += normal(error, 0, sigma)
    return value


def lotka_volterra(u):
    """log theta[4], log z_init[2], log sigma[2]."""
    theta, start, sigma = [mp.exp(v) for v in u[:4]], [mp.exp(v) for v in u[4:6]], [mp.exp(v) for v in u[6:]]
    observed = data("hudson_lynx_hare")
    value = sum(u)
    for k, (mean, sd) in enumerate([("1", "0.5"), ("0.05", "0.05"), ("1", "0.5"), ("0.05", "0.05")]):
        value += normal(theta[k], mpf(mean), mpf(sd))
    solution = mpmath.odefun(
        lambda t, z: [(theta[0] - theta[1] * z[1]) * z[0], (-theta[2] + theta[3] * z[0]) * z[1]],
        0, start, tol=mpf(10) ** -32)
    states = [solution(t) for t in observed["ts"]]
    for k in range(2):
        value += lognormal(sigma[k], -1, 1) + lognormal(start[k], mp.log(10), 1)
        value += lognormal(mpf(observed["y_init"][k]), mp.log(start[k]), sigma[k])
        for state, y in zip(states, observed["y"]):
            value += lognormal(mpf(y[k]), mp.log(state[k]), sigma[k])
    return value


def gradient(function, n):
    step = mpf(10) ** -12
    slopes = []
    for i in range(n):
        up, down = [AT] * n, [AT] * n
        up[i] += step
        down[i] -= step
        slopes.append((function(up) - function(down)) / (2 * step))
    return slopes


result = {
    "source": f"mpmath {mpmath.__version__}, 40 digits, tools/reference/recurrences_reference.py",
    "at": "0.1 in every unconstrained coordinate; the Jacobian and all constants are included",
}
for name, function, n in [("arma11", arma11, 4), ("lotka_volterra", lotka_volterra, 8)]:
    result[name] = {
        "log_prob": mp.nstr(function([AT] * n), 20),
        "gradient": [mp.nstr(g, 18) for g in gradient(function, n)],
    }
print(json.dumps(result, indent=1))
