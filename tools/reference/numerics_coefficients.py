#!/usr/bin/env python3
"""Fits the polynomials and rational functions of src/Reparam/Numerics and prints them as C# literals.

Method: interpolation at Chebyshev nodes (polynomials) and linearised least squares at Chebyshev nodes, reweighted by the
denominator of the previous pass (rational functions; Sanathanan and Koerner 1963), in 60-digit arithmetic. Each fit is
followed by its greatest relative error on a grid five times as dense, with the coefficients already rounded to double.

Usage: python3 numerics_coefficients.py
"""
import struct

from mpmath import mp, mpf

mp.dps = 60


def nodes(low, high, count):
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    return [middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def horner(coefficients, x):
    value = mpf(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def literal(values):
    return ", ".join(repr(float(v)) for v in values)


def single(value):
    """The nearest float."""
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def single_literal(value):
    """The shortest decimal that is read as the float."""
    return next(text for text in (f"{value:.{digits}g}" for digits in range(1, 10)) if single(float(text)) == value)


def fit_polynomial(name, function, low, high, count, weight=None, rounding=float):
    """count coefficients, constant term first; weight turns an error of the fit into a relative error of the function."""
    points = nodes(low, high, count)
    table = mp.matrix(count, count)
    for i, x in enumerate(points):
        for j in range(count):
            table[i, j] = x ** j
    solution = mp.lu_solve(table, mp.matrix([function(x) for x in points]))
    rounded = [mpf(rounding(c)) for c in solution]
    weight = weight or (lambda x: 1 / function(x))
    worst = max(abs((horner(rounded, x) - function(x)) * weight(x)) for x in nodes(low, high, 5 * count))
    text = literal(rounded) if rounding is float else ", ".join(single_literal(float(c)) + "f" for c in rounded)
    print(f"{name}: {count} coefficients, error 2^{float(mp.log(worst, 2)):.1f}\n  {text}")


def fit_rational(name, function, low, high, numerator, denominator):
    """Degrees as given, denominator's constant term 1."""
    points = nodes(low, high, 4 * (numerator + denominator))
    values = [function(x) for x in points]
    weights = [1 / v for v in values]
    for _ in range(4):
        table = mp.matrix(len(points), numerator + denominator + 1)
        right = mp.matrix(len(points), 1)
        for i, (x, v, w) in enumerate(zip(points, values, weights)):
            for j in range(numerator + 1):
                table[i, j] = w * x ** j
            for j in range(1, denominator + 1):
                table[i, numerator + j] = -w * v * x ** j
            right[i] = w * v
        solution = mp.qr_solve(table, right)[0]
        p = list(solution[: numerator + 1])
        q = [mpf(1)] + list(solution[numerator + 1:])
        weights = [1 / (v * horner(q, x)) for x, v in zip(points, values)]
    p, q = [mpf(float(c)) for c in p], [mpf(float(c)) for c in q]
    worst = max(abs(horner(p, x) / horner(q, x) / function(x) - 1) for x in nodes(low, high, 200))
    print(f"{name}: {numerator}/{denominator}, error 2^{float(mp.log(worst, 2)):.1f}\n  P {literal(p)}\n  Q {literal(q)}")


def split(name, value, parts):
    pieces = []
    for _ in range(parts):
        pieces.append(float(value))
        value -= mpf(pieces[-1])
    print(f"{name}: {literal(pieces)}")


def exponential_tail(r):
    """(e^r - 1 - r) / r^2."""
    return mpf(1) / 2 + r / 6 if abs(r) < mpf(10) ** -20 else (mp.exp(r) - 1 - r) / r ** 2


def logarithm_tail(z):
    """(log((1+s)/(1-s)) - 2s) / (s z), z = s^2."""
    if z < mpf(10) ** -25:
        return mpf(2) / 3 + 2 * z / 5
    s = mp.sqrt(z)
    return (mp.log((1 + s) / (1 - s)) - 2 * s) / (s * z)


def scaled_erfc(t):
    """(x + 1/2) erfcx(x), x = K (1+t)/(1-t)."""
    if 1 - t < mpf(10) ** -25:
        return 1 / mp.sqrt(mp.pi)
    x = K * (1 + t) / (1 - t)
    if x > 50:
        series, term = mpf(1), mpf(1)
        for n in range(1, 40):
            term *= -(2 * n - 1) / (2 * x * x)
            series += term
        return (x + 0.5) * series / (x * mp.sqrt(mp.pi))
    return (x + 0.5) * mp.exp(x * x) * mp.erfc(x)


def near_root(function, roots, derivative):
    def quotient(y):
        product = mpf(1)
        for r in roots:
            product *= y - r
        return function(y) / product if abs(product) > mpf(10) ** -30 else derivative(y)
    return quotient


def stirling_tail(z):
    x = 1 / mp.sqrt(z)
    return (mp.loggamma(x) - ((x - 0.5) * mp.log(x) - x + mp.log(2 * mp.pi) / 2)) * x


def digamma_tail(z):
    x = 1 / mp.sqrt(z)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) * x * x


if __name__ == "__main__":
    split("ln 2", mp.log(2), 2)
    split("1/ln 2", 1 / mp.log(2), 1)
    split("pi/2", mp.pi / 2, 4)
    split("pi/4", mp.pi / 4, 2)
    split("2/pi", 2 / mp.pi, 1)
    split("pi", mp.pi, 2)
    split("log pi", mp.log(mp.pi), 2)
    split("(log(2 pi) - 1)/2", (mp.log(2 * mp.pi) - 1) / 2, 2)
    split("1/sqrt(2)", 1 / mp.sqrt(2), 2)
    root = mp.findroot(mp.digamma, mpf("1.4616321449683623"))
    split("digamma's root", root, 3)

    half_ln2 = mp.log(2) / 2 * mpf("1.002")
    fit_polynomial("exp, (e^r - 1 - r)/r^2", exponential_tail, -half_ln2, half_ln2, 11, lambda r: abs(r))
    fit_polynomial("log", logarithm_tail, 0, (3 - 2 * mp.sqrt(2)) ** 2, 7, lambda z: z)
    fit_polynomial("log1p on (0, 1]", logarithm_tail, 0, mpf(1) / 9, 11, lambda z: z / 2)
    edge = (mp.pi / 4 * mpf("1.001")) ** 2
    fit_polynomial("sin, (sin(r)/r - 1)/z", lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0, edge, 6, lambda z: z)
    fit_polynomial("cos, (cos(r) - 1 + z/2)/z^2", lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z ** 2, 0, edge, 6,
                   lambda z: z ** 2)
    fit_polynomial("atan, (atan(t)/t - 1)/z", lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, 0,
                   mp.tan(mp.pi / 8) ** 2, 12, lambda z: z)
    fit_polynomial("sinpi, (sin(pi r)/r - pi)/z", lambda z: (mp.sin(mp.pi * mp.sqrt(z)) / mp.sqrt(z) - mp.pi) / z, 0,
                   mpf(1) / 4, 9, lambda z: z / 2)
    fit_polynomial("erf on [0, 1], erf(x)/x - 1", lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, 0, 1, 13, lambda z: 1)
    K = mpf("3.75")
    fit_polynomial("(x + 1/2) erfcx", scaled_erfc, -1, 1, 26)
    centre = scaled_erfc(mpf(0))
    split("(x + 1/2) erfcx at K", centre, 2)
    fit_polynomial("((x + 1/2) erfcx - centre)/t", lambda t: (scaled_erfc(t) - centre) / t, -1, 1, 26, lambda t: 2 * abs(t))
    one_two = near_root(mp.loggamma, (1, 2), lambda y: None)
    fit_rational("lgamma(1+v)/(v(v-1)) on [0, 2]", lambda v: one_two(1 + v), 0, 2, 7, 7)
    fit_rational("lgamma(1+v)/(v(v-1)) on [0, 2]", lambda v: one_two(1 + v), 0, 2, 8, 7)
    quotient = near_root(mp.digamma, (root,), lambda y: mp.polygamma(1, y))
    fit_rational("digamma(1+v)/(1+v-root) on [0, 2]", lambda v: quotient(1 + v), 0, 2, 6, 6)
    fit_rational("digamma(1+v)/(1+v-root) on [0, 2]", lambda v: quotient(1 + v), 0, 2, 7, 6)
    fit_polynomial("Stirling, x times the tail, z = 1/x^2", stirling_tail, mpf(10) ** -12, mpf(1) / 64, 6, lambda z: 1)
    fit_polynomial("digamma, x^2 times the tail", digamma_tail, mpf(10) ** -12, mpf(1) / 64, 7, lambda z: z)

    print("For floats:")
    high = single(mp.log(2))
    print(f"ln 2: {single_literal(high)}f, {single_literal(single(mp.log(2) - high))}f")
    fit_polynomial("exp, (e^r - 1 - r)/r^2", exponential_tail, -half_ln2, half_ln2, 5, lambda r: r ** 2, single)
    fit_polynomial("log, R/z", lambda z: logarithm_tail(z), 0, (3 - 2 * mp.sqrt(2)) ** 2, 4, lambda z: z / 2, single)
    fit_polynomial("log1p on (0, 1], R/z", lambda z: logarithm_tail(z), 0, mpf(1) / 9, 5, lambda z: z / 2, single)
    fit_polynomial("tanh, (tanh(x)/x - 1)/z", lambda z: (mp.tanh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mpf(10) ** -12,
                   mpf("0.625") ** 2, 5, lambda z: z, single)
