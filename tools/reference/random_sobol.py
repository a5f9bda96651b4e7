"""Packs the Joe-Kuo direction numbers and writes the reference points of the Sobol' tests.

Run with Debian's Python (python3-scipy 1.10.1, which ships new-joe-kuo-6.21201; libboost-dev, which ships its first
3,667 dimensions, as an independent copy):

    /usr/bin/python3 tools/reference/random_sobol.py

Writes src/Reparam/Random/JoeKuoDirectionNumbers.bin and tests/Reparam.Tests/Reference/random-sobol.json.

Layout of the .bin: one stream of bits, least significant bit of each byte first, numbers least significant bit first.
For each dimension 2, 3, ... 21201 in the order of the file, with s the degree of its primitive polynomial
x^s + a_1 x^(s-1) + ... + a_(s-1) x + 1: first the s - 1 bits of a = (a_1 ... a_(s-1)) read as a binary number, then for
i = 2 ... s the i - 1 bits of (m_i - 1) / 2. (m_1 is always 1.) Dimensions come in order of degree, and all primitive
polynomials of each degree up to 18 are used, so a dimension takes (s - 1)(s + 2)/2 bits at a known place.
"""
import json
import os
import re

import numpy as np
import scipy
from scipy.stats import qmc

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
NUMBERS = os.path.join(os.path.dirname(scipy.__file__), "stats", "_sobol_direction_numbers.npz")
BOOST = "/usr/include/boost/random/detail/sobol_table.hpp"

table = np.load(NUMBERS)
polynomials = [int(p) for p in table["poly"]]
initial = [[int(m) for m in row] for row in table["vinit"]]
assert len(polynomials) == 21201

# The independent copy: Boost's polynomials and starting values (its rows hold the m_i up to the degree, then zeros).
with open(BOOST, encoding="ascii") as file:
    boost = file.read()
listed = re.search(r"sobol_a\[num_polynomials\] = \{(.*?)\};", boost, re.S).group(1)
boost_polynomials = [int(x) for x in listed.split(",")]
assert boost_polynomials == polynomials[1:3667]
rows = re.search(r"sobol_minit\[.*?\] = \{(.*?)\};", boost, re.S).group(1)
flat = [int(x) for x in re.findall(r"\d+", rows)]
width = len(flat) // 3666
assert width * 3666 == len(flat)
layouts = [
    [flat[d * width:(d + 1) * width] for d in range(3666)],
    [flat[d::3666] for d in range(3666)],
]
wanted = [(initial[d + 1] + [0] * width)[:width] for d in range(3666)]
assert wanted in layouts

bits = []
degrees = [0] * 19
for p, m in list(zip(polynomials, initial))[1:]:
    s = p.bit_length() - 1
    degrees[s] += 1
    assert p & 1 and m[0] == 1 and all(x == 0 for x in m[s:])
    a = (p >> 1) & ((1 << (s - 1)) - 1)
    bits += [(a >> k) & 1 for k in range(s - 1)]
    for i in range(2, s + 1):
        assert m[i - 1] & 1 and m[i - 1] < 1 << i
        bits += [((m[i - 1] - 1) >> 1 >> k) & 1 for k in range(i - 1)]
assert degrees[1:] == [1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630, 756, 1800, 2048, 7710, 7776]
packed = np.packbits(np.array(bits, dtype=np.uint8), bitorder="little").tobytes()
with open(os.path.join(ROOT, "src/Reparam/Random/JoeKuoDirectionNumbers.bin"), "wb") as out:
    out.write(packed)
print(len(packed), "bytes")

dimensions = [0, 1, 2, 3, 4, 5, 6, 7, 10, 17, 36, 63, 99, 255, 1023, 3666, 9999, 13425, 21200]
indices = list(range(0, 33)) + [63, 64, 127, 128, 1000, 1023, 1024, 4095, 65535, 65536]
sampler = qmc.Sobol(d=21201, scramble=False, bits=32)
points = {}
position = 0
for n in indices:
    if n > position:
        sampler.fast_forward(n - position)
    row = sampler.random(1)[0]
    position = n + 1
    points[n] = [int(row[d] * 2.0**32) for d in dimensions]
reference = {
    "tool": "scipy.stats.qmc.Sobol(d=21201, scramble=False, bits=32)",
    "version": "scipy " + scipy.__version__,
    "precision": "exact: points times 2^32",
    "script": "tools/reference/random_sobol.py",
    "dimensions": dimensions,
    "indices": indices,
    "points": [points[n] for n in indices],
}
path = os.path.join(ROOT, "tests/Reparam.Tests/Reference/random-sobol.json")
with open(path, "w", encoding="ascii", newline="\n") as out:
    lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in reference.items() if k != "points"]
    lines.append('  "points": [\n    ' + ",\n    ".join(json.dumps(p) for p in reference["points"]) + "\n  ]")
    out.write("{\n" + ",\n".join(lines) + "\n}\n")
