#!/usr/bin/env python3
"""Makes src/Reparam.Neural/Data/Digits.*.idx.gz of optdigits.tes (UCI, CC BY 4.0), as it is or compressed by gzip:

    python3 tools/reference/digits.py optdigits.tes
"""
import gzip
import pathlib
import struct
import sys

data = pathlib.Path(sys.argv[1]).read_bytes()
text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
rows = [[int(float(cell)) for cell in line.split(",")] for line in text.split()]
assert len(rows) == 1797 and all(len(row) == 65 and max(row[:64]) <= 16 for row in rows)
folder = pathlib.Path(__file__).parents[2] / "src/Reparam.Neural/Data"
for name, shape, content in [
    ("images", [1797, 8, 8], bytes(cell for row in rows for cell in row[:64])),
    ("labels", [1797], bytes(row[64] for row in rows)),
]:
    header = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
    (folder / f"Digits.{name}.idx.gz").write_bytes(gzip.compress(header + content, 9, mtime=0))
