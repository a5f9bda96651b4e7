#!/usr/bin/env python3
"""Writes tests/Reparam.Tests/Reference/numerics-studentt.json with mpmath at 50 digits.

Usage: python3 student_t_reference.py FILE [ROWS]

Each row holds nu and t >= 0 (doubles) and, for Student's t distribution: log f, log P(T <= t), log P(T > t), the
derivatives -(d/dnu)^n F / f for n = 1, 2, 3, a standard normal z (a double), the t with F = Phi(z), and dt/dz. The
upper tail is integrated in s, u = t e^s, by Gauss-Legendre sums over panels that double in width away from where f
bends.
"""
import json
import random
import sys

import mpmath
from mpmath import mp, mpf

from beta_reference import RULE


def row(nu, t):
    nu, t = mpf(nu), mpf(t)
    constant = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2

    def log_f(u):
        return constant - (nu + 1) / 2 * mp.log1p(u * u / nu)

    at = log_f(t)
    points = {mpf(0), mp.log(mp.sqrt(nu) / t), mp.log(1 / t)}
    breaks = sorted({b for p in points for sign in (-1, 1)
                     for b in [p] + [p + sign * mpf(2) ** e for e in range(-9, 18)] if b >= 0} | {mpf(0)})
    polygammas = [None, mp.digamma((nu + 1) / 2) - mp.digamma(nu / 2)] + [
        mp.polygamma(n - 1, (nu + 1) / 2) - mp.polygamma(n - 1, nu / 2) for n in (2, 3)]
    sums = [mpf(0)] * 4
    for left, right in zip(breaks, breaks[1:]):
        if right - left < mpf(10) ** -30 or log_f(t * mp.exp(left)) + left - at < -120 and left > 1:
            continue
        half, middle = (right - left) / 2, (right + left) / 2
        for x, weight in RULE:
            u = t * mp.exp(middle + half * x)
            w = nu + u * u
            first = (polygammas[1] - 1 / nu - mp.log1p(u * u / nu) + (1 + 1 / nu) * u * u / w) / 2
            k = [None, first]
            for n in (2, 3):
                k.append(polygammas[n] / 2 ** n
                         + (-1) ** n * mp.factorial(n - 2) * (nu ** (1 - n) - w ** (1 - n)) / 2
                         + (-1) ** n * mp.factorial(n - 1) * (1 - u * u) * w ** (-n) / 2)
            bell = [mpf(1), k[1], k[1] ** 2 + k[2], k[1] ** 3 + 3 * k[1] * k[2] + k[3]]
            r = half * weight * u * mp.exp(log_f(u) - at)
            sums = [total + r * b for total, b in zip(sums, bell)]
    p = mp.exp(at) * sums[0]
    z = mp.sqrt(-2 * mp.log(p)) if p < mpf("0.1") else mpf(0)
    for _ in range(60):
        tail = mp.erfc(z / mp.sqrt(2)) / 2
        step = tail * (mp.log(tail) - mp.log(p)) / mp.npdf(z)
        z += step
        if abs(step) < mpf(10) ** -40:
            break
    slope = mp.npdf(z) / mp.exp(at)
    rounded = float(mp.nstr(z, 40))
    numbers = [nu, t, at, mp.log1p(-p), mp.log(p)] + sums[1:] + [rounded, t + slope * (mpf(rounded) - z), slope]
    return [float(mp.nstr(v, 40)) for v in numbers]


if __name__ == "__main__":
    rng = random.Random("student t")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    rows = []
    while len(rows) < count:
        nu = 10 ** rng.choice([rng.uniform(-2, 6), rng.uniform(-1, 2)])
        t = rng.choice([rng.uniform(0, 3), 10 ** rng.uniform(-3, 1), 10 ** rng.uniform(0, 1.5),
                        10 ** rng.uniform(0, 30)])
        if (nu + 1) / 2 * mp.log1p(mpf(t) ** 2 / mpf(nu)) > 690:
            continue
        rows.append(row(nu, t))
        print(len(rows), rows[-1][:2], rows[-1][-3], file=sys.stderr, flush=True)
    columns = ["nu", "t", "logDensity", "logCdf", "logUpper", "path1", "path2", "path3", "z", "quantile", "slope"]
    document = {"tool": f"mpmath {mpmath.__version__}", "precision": "50 digits",
                "script": "tools/reference/student_t_reference.py", "columns": columns}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(f'  {json.dumps(k)}: {json.dumps(v)}' for k, v in document.items()))
        file.write(',\n  "rows": [\n' + ",\n".join("    " + json.dumps(r) for r in rows) + "\n  ]\n}\n")
