"""Reads and writes safetensors files by the published format, in Python 3 and nothing else.

    safetensors_format.py write PATH    writes a file that the tests know
    safetensors_format.py read PATH     checks a file and prints what is in it as JSON
"""
import json
import struct
import sys

CODES = {"F32": "f", "F64": "d", "U8": "B", "I64": "q"}


def write(path):
    arrays = [
        ("double", "F64", [2, 2], [0.1, -2.5e300, 0.0, 5e-324]),
        ("whole", "I64", [3], [0, -1, 2**63 - 1]),
        ("weight \u00fc\u00f1\u56db", "F32", [2, 3], [0.5, -1.25, 3.0, 1e-45, -0.0, float("inf")]),
        ("scalar", "F32", [], [7.0]),
        ("empty", "F32", [0, 4], []),
        ("byte", "U8", [5], [0, 1, 127, 128, 255]),
    ]
    header, data = {"__metadata__": {"format": "pt", "epoch": "12"}}, b""
    for name, dtype, shape, values in arrays:
        begin = len(data)
        data += struct.pack(f"<{len(values)}{CODES[dtype]}", *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, len(data)]}
    # The order of the header says nothing: places do.
    text = json.dumps(dict(reversed(list(header.items())))).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    text, data = content[8:8 + length], content[8 + length:]
    assert text[:1] == b"{" and (8 + length) % 8 == 0

    def unique(pairs):
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    header = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    arrays, end = {}, 0
    for name, entry in sorted(header.items(), key=lambda pair: pair[1]["data_offsets"]):
        begin, next_end = entry["data_offsets"]
        code, size = CODES[entry["dtype"]], 1
        for n in entry["shape"]:
            size *= n
        assert begin == end and next_end - begin == size * struct.calcsize(code)
        assert size == 0 or begin % struct.calcsize(code) == 0, "not aligned"
        values = struct.unpack(f"<{size}{code}", data[begin:next_end])
        arrays[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "hex": data[begin:next_end].hex(),
                        "values": [repr(v) for v in values]}
        end = next_end
    assert end == len(data)
    json.dump({"metadata": metadata, "arrays": arrays}, sys.stdout, ensure_ascii=True)


{"write": write, "read": read}[sys.argv[1]](sys.argv[2])
