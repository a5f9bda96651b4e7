"""An independent implementation, from the documentation, of keys, noise and scrambled Sobol' points.

    /usr/bin/python3 tools/reference/random_noise.py     (python3-mpmath 1.2.1, python3-scipy 1.10.1)

Writes tests/Reparam.Tests/Reference/random-noise.json. 64-bit words are written as decimal strings, uniform numbers as
exact doubles, normal and exponential ones as the doubles nearest to their 50-digit values.
"""
import json
import os

import mpmath
import scipy
from mpmath import mp, mpf
from scipy.stats import qmc

mp.dps = 50
M32 = 2**32 - 1
M64 = 2**64 - 1


def philox(key, counter_low, counter_high):
    k = [key & M32, key >> 32]
    c = [counter_low & M32, counter_low >> 32, counter_high & M32, counter_high >> 32]
    for _ in range(10):
        p0 = 0xD2511F53 * c[0]
        p1 = 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & M32, (p0 >> 32) ^ c[3] ^ k[1], p0 & M32]
        k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
    return c[0] | c[1] << 32, c[2] | c[3] << 32


PUBLISHED = [  # Random123, tests/kat_vectors, lines "philox4x32 10": counter, key, output
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
for counter, key, output in PUBLISHED:
    words = lambda text: [int(w, 16) for w in text.split()]
    pack = lambda w: w[0] | w[1] << 32
    c, k, o = words(counter), words(key), words(output)
    assert philox(pack(k), pack(c[:2]), pack(c[2:])) == (pack(o[:2]), pack(o[2:]))

# Domains: 64-bit words of the hexadecimal fraction of pi.
DATA, NAME, SPLIT, STEP = 0x452821E638D01377, 0xBE5466CF34E90C6C, 0xC0AC29B7C97C50DD, 0x3F84D5B5B5470917


def from_seed(seed):
    low, high = philox(seed, 0x243F6A8885A308D3, 0x13198A2E03707344)
    return high, low


def derive(key, domain, data):
    low, high = philox(key[0] ^ domain, data, key[1])
    return high, low


def fnv1a(name):
    h = 0xCBF29CE484222325
    for b in name.encode("utf-8"):
        h = (h ^ b) * 0x100000001B3 & M64
    return h


def fold_name(key, name):
    return derive(key, NAME, fnv1a(name))


def fold(key, data):
    return derive(key, DATA, data)


def from_bits(bits):
    return (2 * (bits >> 12) + 1) / 2.0**53


def uniform(key, step, draw, element):
    high, low = derive(key, STEP, step)
    return from_bits(philox(high, (draw // 2) ^ low, element)[draw % 2])


def quantile(p):
    return mp.sqrt(2) * mp.erfinv(2 * mpf(p) - 1)


def reverse(x, width):
    return int(format(x, f"0{width}b")[::-1], 2)


def scramble(key, point):
    """point: 32-bit integer, first digit most significant. Returns 64 bits likewise."""
    (m1, s1), (m2, s2), (_, tree) = fold(key, 0), fold(key, 1), fold(key, 2)
    r = reverse(point, 32)
    x = (r + s1) * (m1 | 1) & M64
    x ^= x * 0xB7E151628AED2A6A & M64
    x = (x + s2) * (m2 | 1) & M64
    x ^= x * 0x6A09E667F3BCC90A & M64
    for level in range(6):
        node = 2**level - 1 + r % 2**level
        x ^= (tree >> node & 1) << level
    return reverse(x, 64)


keys = []
for seed in (0, 1, 2024, M64):
    root = from_seed(seed)
    for name in ("mu", "θ", "log scale"):
        key = fold(fold_name(root, name), seed % 7)
        keys.append({"seed": str(seed), "name": name, "fold": str(seed % 7), "key": [str(w) for w in key]})
split = [[str(w) for w in derive(from_seed(5), SPLIT, i)] for i in range(3)]

noise = []
site = fold_name(from_seed(42), "site")
for step in (0, 1, 10**12, M64):
    for draw, element in ((0, 0), (1, 0), (2, 0), (0, 1), (7, 1000), (2**40 + 1, 2**50)):
        u = uniform(site, step, draw, element)
        noise.append([str(step), str(draw), str(element), u, float(quantile(u)), float(-mp.log1p(-mpf(u)))])

sampler = qmc.Sobol(d=21201, scramble=False, bits=32)
points = sampler.random(300)
dims = [0, 1, 2, 50, 21200]
sobol_key = fold_name(from_seed(9), "sobol")
indices = [0, 1, 2, 63, 64, 299]
scrambled = [[from_bits(scramble(fold(sobol_key, d), int(points[n, d] * 2.0**32))) for n in indices] for d in dims]

reference = {
    "tool": "tools/reference/random_noise.py with mpmath and scipy.stats.qmc.Sobol(scramble=False)",
    "version": f"mpmath {mpmath.__version__}, scipy {scipy.__version__}",
    "precision": "uniform numbers exact; normal and exponential numbers from 50 digits",
    "script": "tools/reference/random_noise.py",
    "keys": keys,
    "splitOfSeed5": split,
    "noiseOfSeed42Site": noise,
    "scrambledOfSeed9Dimensions": dims,
    "scrambledOfSeed9Indices": indices,
    "scrambledOfSeed9": scrambled,
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/Reparam.Tests/Reference/random-noise.json")
with open(path, "w", encoding="ascii", newline="\n") as out:
    json.dump(reference, out, indent=1)
    out.write("\n")
