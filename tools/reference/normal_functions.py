"""Functions behind distributions, at 40 digits: tests/Reparam.Tests/Reference/normal-functions.json.

Run: python3 tools/reference/normal_functions.py
Needs mpmath. Each row: function, order of the derivative (of the ratios), arguments, value.
"""

import json
import os
import sys

import mpmath
from mpmath import diff, exp, expm1, factorial, log, log1p, mp, mpf, quad, taylor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from distribution_cases.normal_relatives import inverse_gaussian_cdf, skew_normal_cdf  # noqa: E402

mp.dps = 40
rows = []


def add(function, order, arguments, value):
    rows.append({"function": function, "order": order, "arguments": arguments, "value": float(value)})


def ratio(f, t, n):
    """The derivative of order n of f(t) / t, which is smooth at 0."""
    if t == 0:
        return taylor(f, mpf(0), n + 1)[n + 1] * factorial(n)
    with mp.workdps(150):
        return diff(lambda v: f(v) / v, mpf(t), n)


for n in range(4):
    for t in (-0.999, -0.7, -0.5001, -0.4999, -0.1, -1e-9, 0.0, 1e-5, 0.3, 0.999, 1.001, 4.0, 1e3):
        add("log1p_ratio", n, [t], ratio(log1p, t, n))
    for t in (-300.0, -3.0, -1.001, -0.999, -1e-9, 0.0, 1e-5, 0.3, 0.999, 1.001, 4.0, 300.0):
        add("expm1_ratio", n, [t], ratio(expm1, t, n))
for x in (1e-300, 1e-9, 0.1, 0.69, 0.7, 3.0, 30.0, 700.0):
    with mp.workdps(400):
        add("log1_minus_exp", 0, [x], log(-expm1(-mpf(x))))

for a in (0.0, 0.3, 5.0, 40.0, 1e4):
    for w in (1e-9, 1e-3, 0.9, 1.1, 4.0, 30.0):
        starts = [a, -a - w] + ([-w / 4, -w / 2] if a == 0 else [])
        for start in starts:
            with mp.workdps(80):
                s, e = mpf(start), mpf(start) + mpf(w)
                r = s if s > 0 else e if e < 0 else mpf(0)
                # In units of the density at r, by quadrature over panels of the scale on which it falls.
                scale = 1 / (1 + abs(r))
                cuts = [mpf(0)] + [scale * 2 ** k for k in range(-1, 8)]
                def over(f):
                    up = [d for d in cuts if d < e - r] + [min(e - r, cuts[-1])]
                    down = [d for d in cuts if d < r - s] + [min(r - s, cuts[-1])]
                    total = quad(lambda d: f(d) * exp(-d * (d + 2 * r) / 2), up) if e > r else mpf(0)
                    return total + (quad(lambda d: f(-d) * exp(-d * (d - 2 * r) / 2), down) if r > s else 0)
                with mp.workdps(25):
                    whole = over(lambda d: 1)
                    mean = over(lambda d: d) / whole
                add("log_normal_mass", 0, [start, w], log(whole))
                add("truncated_normal_mean", 0, [start, w], mean)

for z in (-37.0, -2.5, -0.3, 0.0, 0.2, 1.1, 8.0):
    for alpha in (-50.0, -1.0, -0.1, 0.0, 0.3, 1.01, 4.0, 50.0):
        lower = skew_normal_cdf(mpf(z), mpf(0), mpf(1), mpf(alpha))
        if lower > mpf(10) ** -5000:
            add("log_skew_normal_cdf", 0, [z, alpha],
                log(lower) if lower < 0.5 else log1p(-skew_normal_cdf(-mpf(z), mpf(0), mpf(1), -mpf(alpha))))

for y in (1e-3, 0.1, 0.7, 0.999, 1.001, 2.0, 30.0, 1e4, 1e8):
    for shape in (1e-8, 1e-3, 0.1, 1.0, 40.0, 1e4):
        with mp.workdps(60):
            exponent = mpf(shape) * (mpf(y) - 1) ** 2 / (2 * mpf(y))
            if exponent > 700:
                continue
        with mp.workdps(60 + int(exponent)):
            lower = inverse_gaussian_cdf(mpf(y), mpf(1), mpf(shape))
            add("log_inverse_gaussian_cdf", 0, [y, shape], log(lower))
            add("log_inverse_gaussian_survival", 0, [y, shape], log1p(-lower))

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/Reparam.Tests/Reference")
with open(os.path.join(TARGET, "normal-functions.json"), "w", encoding="utf-8", newline="\n") as file:
    file.write('{\n  "header": {\n    "tool": "mpmath %s", "precision": "at least 25 digits, rounded to double",\n'
               % mpmath.__version__ + '    "script": "tools/reference/normal_functions.py"\n  },\n  "rows": [\n    ')
    file.write(",\n    ".join(json.dumps(r, allow_nan=False) for r in rows))
    file.write("\n  ]\n}\n")
print(len(rows), "rows")
