#!/usr/bin/env python3
"""Writes the reference values of tests/Reparam.Tests/Reference/numerics-*.json with mpmath at 50 digits.

Usage: python3 numerics_reference.py FOLDER [POINTS_PER_RANGE]

Each file holds the arguments (doubles, printed to round-trip) and the values, rounded once to double. `remainders`, the
exact value less the rounded one, lets an error be measured to a small part of one ulp.
"""
import json
import math
import random
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 50
INF, NAN = float("inf"), float("nan")


def uniform(low, high):
    return lambda rng: rng.uniform(low, high)


def log_uniform(low, high, sign=1):
    return lambda rng: sign * 10.0 ** rng.uniform(low, high)


def near(x, width):
    return lambda rng: x + 10.0 ** rng.uniform(-17, math.log10(width)) * rng.choice((-1, 1))


def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if x < 0 else mp.loggamma(x)


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def erfcx(x):
    if x > 1000:
        # The first terms of the asymptotic series: the seventh is below 1e-39.
        total, term = mpf(1), mpf(1)
        for n in range(1, 8):
            term *= -(2 * n - 1) / (2 * x * x)
            total += term
        return total / (x * mp.sqrt(mp.pi))
    return mp.exp(x * x) * mp.erfc(x)


def log_normal_cdf(x):
    if x < -1000:
        return mp.log(erfcx(-x / mp.sqrt(2)) / 2) - x * x / 2
    if x > 0:
        return mp.log1p(-normal_cdf(-x))
    return mp.log(normal_cdf(x))


def expm1(x):
    return mp.expm1(x)


def log1p(x):
    return mp.log1p(x)


SMALL = [5e-324, 1e-320, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-20]
HALF_ULP_NEIGHBOURS = [1.0, math.nextafter(1.0, 0), math.nextafter(1.0, 2), 0.5, 2.0]

# name: (function, argument generators, extra points, limits {argument: value})
FUNCTIONS = {
    "Exp": (mp.exp, [uniform(-745.2, 709.7), uniform(-745.1, -708), uniform(-1, 1), log_uniform(-20, 0)],
            SMALL + [709.782712893384, 709.7827128933841, 708.0, -708.0, -745.1332191019411, -745.1332191019412, -746.0],
            {0.0: 1.0, INF: INF, -INF: 0.0, 709.79: INF, 1e300: INF, -1e300: 0.0}),
    "Expm1": (expm1, [uniform(-50, 709.7), uniform(-2, 2), log_uniform(-20, 0), log_uniform(-20, 0, -1)],
              SMALL + [-x for x in SMALL] + [709.782712893384, -36.0, -37.5, -1e5], {0.0: 0.0, INF: INF, -INF: -1.0}),
    "Log": (mp.log, [log_uniform(-323, 308), uniform(0.5, 2), near(1.0, 0.5), uniform(1, 100)],
            SMALL + HALF_ULP_NEIGHBOURS + [1.7976931348623157e308, math.sqrt(0.5), math.sqrt(2)],
            {0.0: -INF, INF: INF, -1.0: NAN, -5e-324: NAN, -INF: NAN}),
    "Log1p": (log1p, [log_uniform(-20, 308), uniform(-1, 2), log_uniform(-20, -0.01, -1), near(-0.5, 0.3)],
              SMALL + [-x for x in SMALL] + [math.nextafter(-1.0, 0), 1.7976931348623157e308, 9007199254740993.0],
              {0.0: 0.0, -1.0: -INF, INF: INF, -1.5: NAN, -INF: NAN}),
    "Tanh": (mp.tanh, [uniform(-22, 22), uniform(-1, 1), log_uniform(-20, 0)], SMALL + [19.0, 22.0, 1e300, -1e300],
             {0.0: 0.0, INF: 1.0, -INF: -1.0}),
    "Sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), [uniform(-745, 40), uniform(-745, -700), uniform(-5, 5)],
                SMALL + [-700.0, -708.0, -708.5, -709.5, -745.0, 700.0, 710.0, 1e5], {0.0: 0.5, INF: 1.0, -INF: 0.0}),
    "Softplus": (lambda x: mp.log1p(mp.exp(x)), [uniform(-745, 800), uniform(-40, 40), uniform(-3, 3)],
                 SMALL + [-700.0, -708.0, -708.5, -744.0, 36.0, 37.0, 1e5, 1e300], {INF: INF, -INF: 0.0}),
    "Sin": (mp.sin, [uniform(-10, 10), uniform(-1e4, 1e4), log_uniform(0, 9), log_uniform(-20, 0)],
            SMALL + [3.141592653589793, 6.283185307179586, 1.5707963267948966, 314159265.3589793, 1e22, 1e300, -1e15],
            {0.0: 0.0, INF: NAN, -INF: NAN}),
    "Cos": (mp.cos, [uniform(-10, 10), uniform(-1e4, 1e4), log_uniform(0, 9), log_uniform(-20, 0)],
            SMALL + [3.141592653589793, 4.71238898038469, 1.5707963267948966, 314159265.3589793, 1e22, 1e300, -1e15],
            {0.0: 1.0, INF: NAN, -INF: NAN}),
    "Atan": (mp.atan, [uniform(-5, 5), log_uniform(-20, 20), log_uniform(-20, 20, -1)],
             SMALL + [0.41421356237309503, 2.414213562373095, 1.0, 1e308], {0.0: 0.0, INF: math.pi / 2, -INF: -math.pi / 2}),
    "Erf": (mp.erf, [uniform(-6, 6), uniform(-1, 1), log_uniform(-20, 0)], SMALL + HALF_ULP_NEIGHBOURS + [1e300],
            {0.0: 0.0, INF: 1.0, -INF: -1.0}),
    "Erfcx": (erfcx, [uniform(-26.6, 10), uniform(-1, 6), log_uniform(-20, 3), log_uniform(3, 307)],
              SMALL + [-26.6, 1e8, 1.7e308], {0.0: 1.0, INF: 0.0, -INF: INF, -27.0: INF, -1e300: INF}),
    "NormalCdf": (normal_cdf, [uniform(-6, 6), uniform(-37.5, 0), uniform(-38.4, -37.5), log_uniform(-20, 0)],
                  SMALL + [-38.0, -38.4, -38.6, -40.0, 8.0, 9.0, 38.0], {0.0: 0.5, INF: 1.0, -INF: 0.0, -1e300: 0.0}),
    "LogNormalCdf": (log_normal_cdf, [uniform(-6, 6), uniform(-40, 38), log_uniform(0, 8, -1), log_uniform(-20, 0)],
                     SMALL + [-1e8, -1e100, -38.0, 38.0, 37.0, -1.0, 1.0], {INF: -0.0, -INF: -INF, -1e200: -INF}),
    "LogGamma": (log_gamma, [uniform(0, 20), log_uniform(-307, 300), near(1.0, 0.3), near(2.0, 0.3), uniform(0, 4),
                             uniform(7, 9), uniform(-20, 0)],
                 SMALL + [3.0, 7.999999999999999, 8.0, 1e305, 1.7e308, 0.5, 1.5, 2.5, 1e16, -0.5, -1e-300, -100.5],
                 {1.0: 0.0, 2.0: 0.0, 0.0: INF, INF: INF, -INF: INF, -1.0: INF, -7.0: INF, -1e17: INF}),
    "Digamma": (mp.digamma, [uniform(0, 20), log_uniform(-307, 300), near(1.4616321449683623, 0.3), uniform(0, 4),
                             uniform(7, 9), uniform(-20, 0)],
                [1e-300, 1e-160, 1e-20, 1.4616321449683623, 1.4616321449683622, 3.0, 8.0, 7.999999999999999, 1e16,
                 1.7e308, -0.5, -0.25, -1e-300, -100.25],
                {0.0: -INF, INF: INF, -INF: NAN, -1.0: NAN, -7.0: NAN, -1e17: NAN}),
    "Trigamma": (lambda x: mp.polygamma(1, x) if x < 1e12 else 1 / x + 1 / (2 * x * x),
                 [uniform(0, 20), log_uniform(-153, 300), uniform(0, 3), uniform(9, 11), uniform(-20, 0)],
                 [1e-150, 1.0, 10.0, 9.999999999999998, 0.5, 1e16, 1e300, -0.5, -100.25],
                 {0.0: INF, 1e-160: INF, INF: 0.0, -INF: INF, -1.0: INF, -1e17: INF}),
    "Tetragamma": (lambda x: mp.polygamma(2, x), [uniform(0, 20), log_uniform(-100, 10), uniform(0, 3)],
                   [1.0, 11.0, 0.5], {0.0: -INF, INF: -0.0, -1.5: NAN, -INF: NAN}),
    "Polygamma5": (lambda x: mp.polygamma(5, x), [uniform(0, 30), log_uniform(-50, 10), uniform(0, 3)],
                   [1.0, 14.0, 0.5], {0.0: INF, INF: 0.0, -1.5: NAN}),
    "Polygamma40": (lambda x: mp.polygamma(40, x), [uniform(0.01, 60), log_uniform(-5, 6)],
                    [1.0, 50.0], {0.0: -INF, -1.5: NAN}),
}


def rounded(value):
    """To the nearest double, once (also where it is subnormal)."""
    return float(mp.nstr(value, 45))


def named(x):
    return x if math.isfinite(x) else {"inf": "Infinity", "-inf": "-Infinity"}.get(str(x), "NaN")


def write(folder, name, count):
    function, generators, extra, limits = FUNCTIONS[name]
    rng = random.Random(f"numerics-{name}")
    arguments = sorted({g(rng) for g in generators for _ in range(count)} | set(extra))
    values, remainders = [], []
    for x in arguments:
        exact = function(mpf(x))
        exact = exact.real if isinstance(exact, mp.mpc) else exact
        value = rounded(exact)
        values.append(value)
        remainders.append(float(exact - mpf(value)) if math.isfinite(value) else 0.0)
    for x, value in list(limits.items()) + [(NAN, NAN)]:
        arguments.append(x)
        values.append(value)
        remainders.append(0.0)
    document = {
        "tool": f"mpmath {mpmath.__version__}", "precision": "50 digits",
        "script": "tools/reference/numerics_reference.py", "function": name,
        "arguments": [named(x) for x in arguments], "values": [named(v) for v in values],
        "remainders": [float(f"{r:.3g}") for r in remainders],
    }
    with open(f"{folder}/numerics-{name.lower()}.json", "w", encoding="utf-8") as file:
        body = ",\n".join(f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in document.items())
        file.write("{\n" + body + "\n}\n")


if __name__ == "__main__":
    points = int(sys.argv[2]) if len(sys.argv) > 2 else 80
    for each in FUNCTIONS:
        write(sys.argv[1], each, points)
