#!/usr/bin/env python3
"""Writes tests/Reparam.Tests/Reference/numerics-beta.json with mpmath at 50 digits.

Usage: python3 beta_reference.py FILE [ROWS]

Each row holds a, b and y (doubles) and, for the logit y = log(x/(1-x)) of a beta variable with density
g(y) = x^a (1-x)^b / B(a, b): log g, log I, log(1-I), the derivatives -(d/da)^j (d/db)^k I / g for all 1 <= j+k <= 3,
the second derivatives in a and b of the path y(a, b, z) with I = Phi(z), a standard normal z (a double), the y with
I = Phi(z), and dy/dz. Integrals over both tails are Gauss-Legendre sums over panels that
double in width away from y, from the mode and from where the density falls off; their masses sum to 1, which is
asserted.
"""
import json
import math
import random
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 50
ORDERS = [(j, n - j) for n in (1, 2, 3) for j in range(n, -1, -1)]


def gauss_legendre(n):
    rule = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(8):
            before, value = mpf(1), x
            for k in range(2, n + 1):
                before, value = value, ((2 * k - 1) * x * value - (k - 1) * before) / k
            slope = n * (x * value - before) / (x * x - 1)
            x -= value / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


RULE = gauss_legendre(28)


def softplus(t):
    return mp.log1p(mp.exp(t)) if t < 0 else t + mp.log1p(mp.exp(-t))


def bell(kappa, orders):
    """(d/da)^j (d/db)^k g / g from the derivatives kappa of log g."""
    top = max(j + k for j, k in orders)
    q = {(0, 0): mpf(1)}
    for n in range(1, top + 1):
        for j in range(n, -1, -1):
            k = n - j
            if j:
                q[j, k] = sum(math.comb(j - 1, i) * math.comb(k, l) * kappa[i + 1, l] * q[j - 1 - i, k - l]
                              for i in range(j) for l in range(k + 1))
            else:
                q[j, k] = sum(math.comb(k - 1, l) * kappa[0, l + 1] * q[0, k - 1 - l] for l in range(k))
    return q


def row(a, b, y):
    a, b, y = mpf(a), mpf(b), mpf(y)
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)

    def log_g(t):
        return -a * softplus(-t) - b * softplus(t) - log_beta

    kappa = {}
    for i in range(4):
        for l in range(4 - i):
            if i + l:
                kappa[i, l] = mp.polygamma(i + l - 1, a + b) - (mp.polygamma(i - 1, a) if l == 0 else 0) \
                    - (mp.polygamma(l - 1, b) if i == 0 else 0)
    at = log_g(y)
    points = {mpf(0), y, mp.log(a / b), -mp.log(b + 1), mp.log(a + 1)}
    breaks = sorted(p + sign * d for p in points for sign in (-1, 1)
                    for d in [mpf(0)] + [mpf(2) ** e for e in range(-13, 24)])
    top = max(log_g(p) for p in breaks)
    lower = {o: mpf(0) for o in [(0, 0)] + ORDERS}
    upper = dict(lower)
    for left, right in zip(breaks, breaks[1:]):
        highest = max(log_g(left), log_g(right))
        if right - left < mpf(10) ** -30 or highest < at - 120 and highest < top - 120:
            continue
        half, middle = (right - left) / 2, (right + left) / 2
        sums = lower if right <= y else upper
        for u, w in RULE:
            t = middle + half * u
            weight = half * w * mp.exp(log_g(t) - at)
            k = dict(kappa)
            k[1, 0] -= softplus(-t)
            k[0, 1] -= softplus(t)
            q = bell(k, ORDERS)
            for o in sums:
                sums[o] += weight * q[o]
    mass = mp.exp(at)
    total = mass * (lower[0, 0] + upper[0, 0])
    assert abs(total - 1) < mpf(10) ** -25, (a, b, y, total)
    small, sign = (lower, 1) if lower[0, 0] < upper[0, 0] else (upper, -1)
    p = mass * small[0, 0]
    derivatives = []
    for o in ORDERS:
        # The two tails must agree but for the cancellation between them.
        derivatives.append(-sign * small[o])
    # z with Phi(z) = p, by Newton on the logarithm.
    z = -mp.sqrt(-2 * mp.log(p)) if p < mpf("0.1") else mpf(0)
    for _ in range(60):
        tail = mp.erfc(-z / mp.sqrt(2)) / 2
        step = tail * (mp.log(tail) - mp.log(p)) / mp.npdf(z)
        z -= step
        if abs(step) < mpf(10) ** -40:
            break
    z *= sign
    slope = mp.npdf(z) / mass
    rounded = float(mp.nstr(z, 40))
    quantile = y + slope * (mpf(rounded) - z)
    log_small, log_large = mp.log(p), mp.log1p(-p)
    if sign < 0:
        log_small, log_large = log_large, log_small
    # The second derivatives of the path by the chain rule: y_ab = F_11 - F_10 B_b - F_01 B_a - F_10 F_01 (log g)'.
    f = dict(zip(ORDERS, derivatives))
    in_a, in_b = kappa[1, 0] - softplus(-y), kappa[0, 1] - softplus(y)
    in_y = a / (1 + mp.exp(y)) - b / (1 + mp.exp(-y))
    seconds = [f[2, 0] - 2 * f[1, 0] * in_a - f[1, 0] ** 2 * in_y,
               f[1, 1] - f[1, 0] * in_b - f[0, 1] * in_a - f[1, 0] * f[0, 1] * in_y,
               f[0, 2] - 2 * f[0, 1] * in_b - f[0, 1] ** 2 * in_y]
    numbers = [a, b, y, at, log_small, log_large] + derivatives + seconds + [rounded, quantile, slope]
    return [float(mp.nstr(v, 40)) for v in numbers]


def draw(rng):
    def shape():
        return 10 ** rng.choice([rng.uniform(-3, 6), rng.uniform(-3, 0), rng.uniform(-1, 2)])
    a, b = shape(), shape()
    drop = rng.choice([rng.uniform(0, 1), rng.uniform(0, 5), rng.uniform(0, 50), rng.uniform(0, 690)])
    sign = rng.choice([-1, 1])
    mode = math.log(a / b)

    def fall(t):
        def sp(u):
            return max(u, 0) + math.log1p(math.exp(-abs(u)))
        return a * (sp(-t) - sp(-mode)) + b * (sp(t) - sp(mode))
    low, high = 0.0, 1.0
    while fall(mode + sign * high) < drop:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if fall(mode + sign * middle) < drop else (low, middle)
    return a, b, mode + sign * high


if __name__ == "__main__":
    rng = random.Random("beta")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 240
    rows = []
    while len(rows) < count:
        a, b, y = draw(rng)
        values = row(a, b, y)
        if abs(values[-3]) <= 38:
            rows.append(values)
            print(len(rows), values[:3], values[-3], file=sys.stderr, flush=True)
    columns = ["a", "b", "y", "logDensity", "logCdf", "logUpper"] + [f"path{j}{k}" for j, k in ORDERS] \
        + ["secondAA", "secondAB", "secondBB", "z", "quantile", "slope"]
    document = {"tool": f"mpmath {mpmath.__version__}", "precision": "50 digits",
                "script": "tools/reference/beta_reference.py", "columns": columns}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(f'  {json.dumps(k)}: {json.dumps(v)}' for k, v in document.items()))
        file.write(',\n  "rows": [\n' + ",\n".join("    " + json.dumps(r) for r in rows) + "\n  ]\n}\n")
