#!/usr/bin/env python3
"""Prints the Gauss-Legendre nodes t = u² on (0, 1) and weights 2u w of LaneMath.BetaTail with mpmath at 50 digits.

Usage: python3 beta_nodes.py [NODES]
"""
import sys

from mpmath import mp, mpf

mp.dps = 50


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
        rule.append(((1 - x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return rule


if __name__ == "__main__":
    pairs = [(u * u, 2 * u * w) for u, w in gauss_legendre(int(sys.argv[1]) if len(sys.argv) > 1 else 48)]
    for title, column in (("nodes", 0), ("weights", 1)):
        print(title)
        numbers = [repr(float(mp.nstr(pair[column], 30))) for pair in pairs]
        for i in range(0, len(numbers), 4):
            print("        " + ", ".join(numbers[i:i + 4]) + ",")
