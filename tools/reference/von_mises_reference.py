#!/usr/bin/env python3
"""Writes tests/Reparam.Tests/Reference/numerics-vonmises.json with mpmath at 50 digits.

Usage: python3 von_mises_reference.py FILE [ROWS]

Each row holds kappa and theta >= 0 (doubles) and, for the von Mises distribution around 0: log I0(kappa) and its first
three derivatives, log F(theta), log(1 - F(theta)), the derivatives -(d/dkappa)^n F / f for n = 1, 2, 3, a standard
normal z (a double), the theta with F = Phi(z), and dtheta/dz. The upper tail is integrated by Gauss-Legendre sums over
panels that double in width away from theta.
"""
import json
import math
import random
import sys

import mpmath
from mpmath import mp, mpf

from beta_reference import RULE


def row(kappa, theta):
    kappa, theta = mpf(kappa), mpf(theta)
    i0 = mp.besseli(0, kappa)
    c1 = mp.besseli(1, kappa) / i0
    c2 = 1 - c1 / kappa - c1 * c1
    c3 = -c2 / kappa + c1 / kappa ** 2 - 2 * c1 * c2
    log_i0 = mp.log(i0)
    at = kappa * mp.cos(theta) - mp.log(2 * mp.pi) - log_i0
    unit = 1 / (kappa * mp.sin(theta) + mp.sqrt(kappa) + 1)
    breaks = [mpf(0)]
    step = unit / 16
    while breaks[-1] < mp.pi - theta:
        breaks.append(min(breaks[-1] + step, mp.pi - theta))
        step *= 2 if step < 4 * unit else 1
        if kappa * (mp.cos(theta + breaks[-1]) - mp.cos(theta)) < -130:
            break
    sums = [mpf(0)] * 4
    for left, right in zip(breaks, breaks[1:]):
        half, middle = (right - left) / 2, (right + left) / 2
        for x, weight in RULE:
            u = theta + middle + half * x
            k1 = mp.cos(u) - c1
            bell = [mpf(1), k1, k1 ** 2 - c2, k1 ** 3 - 3 * k1 * c2 - c3]
            r = half * weight * mp.exp(kappa * (mp.cos(u) - mp.cos(theta)))
            sums = [total + r * b for total, b in zip(sums, bell)]
    p = mp.exp(at) * sums[0]
    z = mp.sqrt(-2 * mp.log(p)) if p < mpf("0.1") else mpf(0)
    for _ in range(60):
        tail = mp.erfc(z / mp.sqrt(2)) / 2
        change = tail * (mp.log(tail) - mp.log(p)) / mp.npdf(z)
        z += change
        if abs(change) < mpf(10) ** -40:
            break
    slope = mp.npdf(z) / mp.exp(at)
    rounded = float(mp.nstr(z, 40))
    numbers = [kappa, theta, log_i0, c1, c2, c3, mp.log1p(-p), mp.log(p)] + sums[1:] + [
        rounded, theta + slope * (mpf(rounded) - z), slope]
    return [float(mp.nstr(v, 40)) for v in numbers]


if __name__ == "__main__":
    rng = random.Random("von mises")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    rows = []
    while len(rows) < count:
        kappa = 10 ** rng.choice([rng.uniform(-3, 6), rng.uniform(-1, 2)])
        theta = rng.choice([rng.uniform(0, math.pi), rng.uniform(0, 4) * min(1, kappa ** -0.5),
                            math.acos(max(-1.0, 1 - rng.uniform(0, 690) / kappa)), math.pi - 10 ** rng.uniform(-6, 0)])
        if kappa * (1 - math.cos(theta)) > 690 or not 1e-9 < theta < math.pi:
            continue
        rows.append(row(kappa, theta))
        print(len(rows), rows[-1][:2], rows[-1][-3], file=sys.stderr, flush=True)
    columns = ["kappa", "theta", "logI0", "derivative1", "derivative2", "derivative3", "logCdf", "logUpper", "path1",
               "path2", "path3", "z", "quantile", "slope"]
    document = {"tool": f"mpmath {mpmath.__version__}", "precision": "50 digits",
                "script": "tools/reference/von_mises_reference.py", "columns": columns}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(f'  {json.dumps(k)}: {json.dumps(v)}' for k, v in document.items()))
        file.write(',\n  "rows": [\n' + ",\n".join("    " + json.dumps(r) for r in rows) + "\n  ]\n}\n")
