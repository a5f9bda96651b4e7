"""Log densities with their derivatives, and distribution functions, at 60 digits: one file a distribution under
tests/Reparam.Tests/Reference/distributions.

Run: python3 tools/reference/distributions.py            all distributions
     python3 tools/reference/distributions.py Gamma Beta  those named
Needs mpmath. What each distribution is stands in tools/reference/distribution_cases, a module a family, written from
its definition and independently of the library. Derivatives are finite differences at 90 digits. Each case: parameters
and value (numbers, vectors or matrices), log density, its derivative in the value (null where values are integers), its
derivative in each parameter, one second derivative (in the last element of the value, or, where values are integers, in
the last element of the last parameter), and P(X <= value) and P(X > value) where there is a distribution function.
Everything is computed at two precisions; a case on which they differ in double stops the program.
"""

import importlib
import json
import os
import pkgutil
import sys

import mpmath
from mpmath import mp, mpf

import distribution_cases

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "../../tests/Reparam.Tests/Reference/distributions")


def flatten(v):
    return [e for row in v for e in flatten(row)] if isinstance(v, (list, tuple)) else [v]


def rebuild(like, flat):
    return [rebuild(row, flat) for row in like] if isinstance(like, (list, tuple)) else next(flat)


def exact(v):
    return [exact(e) for e in v] if isinstance(v, (list, tuple)) else mpf(v)


def number(v):
    v = mpmath.mpf(v.real) if isinstance(v, mpmath.mpc) else mpmath.mpf(v)
    return float(v)


def case(spec, parameters, value):
    arguments = [value, *parameters]
    flat = [mpf(v) for v in flatten(arguments)]
    digits = mp.dps

    def at(*numbers):
        return spec.log_density(*rebuild(arguments, iter(numbers)))

    def partial(i, order=1):
        with mp.workdps(2 * digits + 30):
            step = mpf(10) ** (-digits // 2 + 5) * (abs(flat[i]) or 1)
            points = [mpf(j) - mpf(3) / 2 for j in range(4)] if order == 1 else [mpf(j) - 2 for j in range(5)]
            f = [at(*[v + (p * step if k == i else 0) for k, v in enumerate(flat)]) for p in points]
            if order == 1:
                return (f[0] - 27 * f[1] + 27 * f[2] - f[3]) / (24 * step)
            return (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * step ** 2)

    size = len(flatten(value))
    gradient = rebuild(arguments, iter(
        [None if (spec.discrete and i < size) or spec.is_fixed(parameters, i - size) else number(partial(i))
         for i in range(len(flat))]))
    second = len(flat) - 1 if spec.discrete else size - 1
    result = {
        "distribution": spec.name, "parameters": list(parameters), "value": value, "logProb": number(at(*flat)),
        "valueGradient": gradient[0], "parameterGradients": gradient[1:],
        "secondDerivative": None if spec.is_fixed(parameters, second - size) else number(partial(second, 2)),
    }
    if spec.cdf is not None:
        lower, upper = spec.tails(exact(value), exact(list(parameters)))
        result["cdf"], result["survival"] = number(lower), number(upper)
    return result


def same(a, b):
    """Equal to rounding; a derivative that is 0 is a difference of rounding errors."""
    if isinstance(a, list):
        return all(same(x, y) for x, y in zip(a, b))
    return a == b or (isinstance(a, float) and abs(a - b) <= 4e-16 * max(abs(a), abs(b), 1e-14))


def main():
    wanted = sys.argv[1:]
    specs = {}
    for module in pkgutil.iter_modules(distribution_cases.__path__):
        for spec in getattr(importlib.import_module("distribution_cases." + module.name), "DISTRIBUTIONS", []):
            specs[spec.name] = spec
    for name in wanted or specs:
        spec, result = specs[name], []
        for parameters, values in spec.groups:
            for value in values:
                with mp.workdps(60):
                    found = case(spec, parameters, value)
                with mp.workdps(90):
                    again = case(spec, parameters, value)
                for key in found:
                    if not (isinstance(found[key], str) or same(found[key], again[key])):
                        sys.exit("%s %s at %s: %s is %s at 60 digits and %s at 90"
                                 % (name, parameters, value, key, found[key], again[key]))
                result.append(found)
        os.makedirs(TARGET, exist_ok=True)
        with open(os.path.join(TARGET, name + ".json"), "w", encoding="utf-8", newline="\n") as file:
            file.write('{\n  "header": {\n    "tool": "mpmath %s", ' % mpmath.__version__
                       + '"precision": "60 digits, compared with 90, rounded to double",\n'
                       + '    "script": "tools/reference/distributions.py"\n  },\n  "cases": [\n    ')
            file.write(",\n    ".join(json.dumps(c, allow_nan=False) for c in result))
            file.write("\n  ]\n}\n")
        print(name, len(result), "cases", flush=True)


if __name__ == "__main__":
    main()
