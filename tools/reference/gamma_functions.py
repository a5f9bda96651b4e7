#!/usr/bin/env python3
"""Writes gamma-functions.json and gamma-derivatives.json of tests/Reparam.Tests/Reference: incomplete gamma functions,
their derivatives in the shape and the quantile, and first and second derivatives, by mpmath at 50 digits or more.

Usage: python3 gamma_functions.py FOLDER

P(a, x) = x^a e^-x / Gamma(1+a) * (1 + x/(a+1) + ...) is summed in fixed point with so many digits that 1 - P
keeps 50 of them in the far tail. Derivatives in the shape are mpmath's differences of P at that precision, the quantile Newton's
iteration on the logarithm of the smaller tail.
"""
import json
import math
import random
import sys

import mpmath
from mpmath import mp, mpf

DIGITS = 60
TAIL = 330  # 1 - P is 1e-316 at 38 standard deviations


def lower(a, x):
    """P(a, x) at the working precision."""
    if x == 0:
        return mpf(0)
    bits = mp.prec + 40
    one = 1 << bits
    shape, argument = int(mp.floor(a * one)), int(mp.floor(x * one))
    term = total = one
    n = 0
    while term > 0:
        n += 1
        term = term * argument // (shape + n * one)
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(1 + a)) * total / one


def tails(a, x):
    p = lower(a, x)
    return p, 1 - p


def normal_tail(z):
    """The smaller of Phi(z) and Phi(-z)."""
    return mp.erfc(abs(z) / mp.sqrt(2)) / 2


def log_density(a, ell):
    return a * ell - mp.exp(ell) - mp.loggamma(a)


def quantile(a, z):
    """The logarithm of the quantile at Phi(z)."""
    a, z = mpf(a), mpf(z)
    target = mp.log(normal_tail(z))
    cube = 1 - 1 / (9 * a) + z / (3 * mp.sqrt(a))
    small = ((target if z <= 0 else mp.log1p(-normal_tail(z))) + mp.loggamma(1 + a)) / a
    ell = small + min(mp.exp(small), 1) / (1 + a)
    if a >= 1 and cube > 0.3:
        ell = mp.log(a * cube ** 3)
    digits = 25
    for _ in range(80):
        x = mp.exp(ell)
        # 1 - P loses the digits that it is small by.
        decay = x - a - a * mp.log(x / a) if x > a else 0
        with mp.workdps(digits + 30 + int(decay / 2 + (0 if a > 1 else -mp.log10(a)))):
            p, q = tails(a, x)
            tail = p if z <= 0 else q
            slope = mp.exp(log_density(a, ell)) / tail * (1 if z <= 0 else -1)
            step = (target - mp.log(tail)) / slope
        step = max(min(step, mpf(1)), mpf(-1))
        ell += step
        if abs(step) < mpf(10) ** -45 * max(1, abs(ell)):
            return ell
        if abs(step) < mpf(10) ** -15 * max(1, abs(ell)):
            digits = DIGITS
    raise ArithmeticError(f"no convergence at a = {a}, z = {z}: {step}")


def shape_derivatives(a, ell, orders):
    """-d^k P/da^k / (x p) for k = 1 ... orders."""
    with mp.workdps(DIGITS + 2 * TAIL):
        a = mpf(a)
        x = mp.exp(ell)
        density = mp.exp(log_density(a, ell))
        # Central differences with a step far below the scale of a: the error is of the order of h^2.
        h = a * mpf(10) ** -40
        points = {j: lower(a + j * h, x) for j in range(-(orders // 2 + 1), orders // 2 + 2)}
        values = []
        for k in range(1, orders + 1):
            # k-th central difference; the half steps of odd orders by averaging.
            def difference(centre2):
                return sum((-1) ** i * mp.binomial(k, i) * points[(centre2 + k - 2 * i) // 2] for i in range(k + 1))
            change = difference(0) if k % 2 == 0 else (difference(1) + difference(-1)) / 2
            values.append(-change / h ** k / density)
        return values


def row(*values):
    return [float(mp.nstr(v, 25)) if isinstance(v, mpf) else v for v in values]


def functions(path):
    rng = random.Random("gamma")
    shapes = [1e-3, 0.01, 0.1, 0.5, 0.99, 1.0, 1.5, 5.0, 7.99, 8.0, 29.9, 30.0, 100.0, 1e4, 1e6]
    shapes += [10 ** rng.uniform(-3, 4.5) for _ in range(25)]
    shapes += [10 ** rng.uniform(-3, 1.5) for _ in range(25)]
    quantiles, probabilities = [], []
    for a in shapes:
        zs = [-38.0, -3.0, 0.0, 2.5, 38.0] if a in shapes[:15] else []
        zs += [rng.uniform(-38, 38), rng.uniform(-8, 8), rng.uniform(-3, 3), rng.uniform(-3, 3)]
        if a > 1e4:
            zs = zs[:5]
        for z in zs:
            ell = quantile(a, z)
            near = float(mp.nstr(ell, 25))
            derivatives = shape_derivatives(a, mpf(near), 4)
            # value, what the double lacks of it, F_1 ... F_4 at the double
            quantiles.append(row(a, z, ell, ell - mpf(near), *derivatives))
            x = float(mp.nstr(mp.exp(ell), 25))
            if x > 1e-290:
                with mp.workdps(DIGITS + 2 * TAIL):
                    p, q = tails(mpf(a), mpf(x))
                    log_p = mp.log(p) if p < 0.5 else mp.log1p(-q)
                    log_q = mp.log(q) if q < 0.5 else mp.log1p(-p)
                    values = row(a, x, p, q, log_p, log_q)
                probabilities.append(values)
        print(a, file=sys.stderr)
    write(path, quantiles=quantiles, probabilities=probabilities)


def derivatives(path):
    """Rows of a, second argument, f_1, f_2, f_11, f_12, f_22 by central differences of values with 45 digits."""
    rng = random.Random("gamma derivatives")
    shapes = [1e-3, 0.1, 0.7, 1.0, 4.0, 25.0, 300.0, 1e4] + [10 ** rng.uniform(-2, 3) for _ in range(8)]
    tables = {"quantile": [], "lower": [], "log_upper": []}
    for a in shapes:
        for z in (rng.uniform(-3, 3), rng.uniform(-6, 6)):
            tables["quantile"].append(differences(quantile, a, z, mpf(10) ** -10))
            with mp.workdps(150):
                x = float(mp.exp(quantile(a, z)))
                if x > 1e-200:
                    tables["lower"].append(differences(lower, a, x, mpf(10) ** -20))
                    tables["log_upper"].append(
                        differences(lambda s, t: mp.log(1 - lower(s, t)), a, x, mpf(10) ** -20))
        print(a, file=sys.stderr)
    write(path, **tables)


def differences(function, a, y, step):
    a, y = mpf(a), mpf(y)
    h, k = a * step, abs(y) * step
    f = {(i, j): function(a + i * h, y + j * k) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return row(
        float(a), float(y), (f[1, 0] - f[-1, 0]) / (2 * h), (f[0, 1] - f[0, -1]) / (2 * k),
        (f[1, 0] - 2 * f[0, 0] + f[-1, 0]) / h ** 2,
        (f[1, 1] - f[1, -1] - f[-1, 1] + f[-1, -1]) / (4 * h * k),
        (f[0, 1] - 2 * f[0, 0] + f[0, -1]) / k ** 2)


def write(path, **tables):
    document = {
        "tool": f"mpmath {mpmath.__version__}", "precision": "50 digits",
        "script": "tools/reference/gamma_functions.py", **tables,
    }
    with open(path, "w", encoding="utf-8") as file:
        parts = []
        for key, value in document.items():
            if isinstance(value, list):
                lines = ",\n".join("    " + json.dumps(v) for v in value)
                parts.append(f'  "{key}": [\n{lines}\n  ]')
            else:
                parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    mp.dps = DIGITS
    functions(f"{sys.argv[1]}/gamma-functions.json")
    derivatives(f"{sys.argv[1]}/gamma-derivatives.json")
