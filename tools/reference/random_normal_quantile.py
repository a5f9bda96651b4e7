"""Reference values of the standard normal quantile, by mpmath at 50 digits.

    /usr/bin/python3 tools/reference/random_normal_quantile.py

Writes tests/Reparam.Tests/Reference/random-normal-quantile.json: rows [p, z, r] with p an exact double, z the double
nearest to the quantile and r the rest (quantile - z), so that errors far below one unit in the last place can be seen.
"""
import json
import math
import os
from statistics import NormalDist

import mpmath
from mpmath import mp, mpf

mp.dps = 70


def quantile(p):
    """Newton's method on log Phi(z) = log p, which is nearly quadratic in z and so converges from anywhere below 0."""
    if p == 0.5:
        return mpf(0)
    if p > 0.5:
        return -quantile_of(1 - mpf(p))
    return quantile_of(mpf(p))


def quantile_of(p):
    z = mpf(-math.sqrt(-2 * float(mp.log(p)))) if p < mpf("1e-20") else mpf(NormalDist().inv_cdf(float(p)))
    target = mp.log(p)
    for _ in range(60):
        phi = mp.erfc(-z / mp.sqrt(2)) / 2
        step = (mp.log(phi) - target) * phi / mp.npdf(z)
        z -= step
        if abs(step) < abs(z) * mpf("1e-60"):
            return z
    raise ArithmeticError(p)


ps = [5e-324, 1e-320, 1e-310, 2.0**-1022]
ps += [10.0 ** (-300 + 300 * i / 150) * 0.49 for i in range(151)]
ps += [10.0 ** (-18 + 18 * i / 120) * 0.5 for i in range(120)]
ps += [i / 128 + 1 / 1024 for i in range(128)]
for edge in (0.075, 0.925, math.exp(-25.0)):
    ps += [edge * (1 + d) for d in (-1e-3, -1e-9, -2.0**-52, 0.0, 2.0**-52, 1e-9, 1e-3)]
for k in (2, 5, 10, 20, 30, 40, 50, 52, 53):
    ps += [0.5 - 2.0**-k, 0.5 + 2.0**-k]
    ps += [1 - 2.0**-k, 2.0**-k]
ps += [1 - 10.0 ** (-i / 4) for i in range(2, 64)]
ps += [1e-300, 1 - 1e-16, 0.025, 0.975, 0.5]
ps = sorted(set(p for p in ps if 0 < p < 1))

rows = []
for p in ps:
    z = quantile(p)
    nearest = float(z)
    rows.append([repr(p), repr(nearest), repr(float(z - mpf(nearest)))])

header = {
    "tool": "mpmath",
    "version": "mpmath " + mpmath.__version__,
    "precision": "70 working digits, Newton's method to 60",
    "script": "tools/reference/random_normal_quantile.py",
}
path = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../tests/Reparam.Tests/Reference/random-normal-quantile.json")
with open(path, "w", encoding="ascii", newline="\n") as out:
    lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in header.items()]
    lines.append('  "rows": [\n    ' + ",\n    ".join("[" + ", ".join(row) + "]" for row in rows) + "\n  ]")
    out.write("{\n" + ",\n".join(lines) + "\n}\n")
print(len(rows), "rows")
