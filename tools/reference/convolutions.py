#!/usr/bin/python3
"""Writes tests/Reparam.Tests/Reference/convolutions.json with PyTorch in double precision.

Usage: python3 convolutions.py > FILE

Values of conv2d and conv_transpose2d and their gradients, for a fixed weighting of the result, in image and kernel.
Element e of the image is ((7919 e) mod 4001 - 2000) / 2048, of the kernel that of e + 13 and of the weights that of
e + 29: exact in floats.
"""
import json

import torch
import torch.nn.functional as F


def numbers(shift, *shape):
    count = 1
    for length in shape:
        count *= length
    return torch.tensor([(7919 * (e + shift) % 4001 - 2000) / 2048 for e in range(count)], dtype=torch.float64).reshape(
        shape)


def case(transposed, image, kernel, stride, padding, output_padding=0):
    x = numbers(0, *image).requires_grad_()
    k = numbers(13, *kernel).requires_grad_()
    y = (F.conv_transpose2d(x[None], k, None, stride, padding, output_padding) if transposed
         else F.conv2d(x[None], k, None, stride, padding))[0]
    (y * numbers(29, *y.shape)).sum().backward()
    return {"transposed": transposed, "image": image, "kernel": kernel, "stride": stride, "padding": padding,
            "outputPadding": output_padding, "shape": list(y.shape), "value": y.flatten().tolist(),
            "inImage": x.grad.flatten().tolist(), "inKernel": k.grad.flatten().tolist()}


CASES = [
    case(False, (1, 5, 5), (1, 1, 3, 3), 1, 0),
    case(False, (3, 7, 6), (4, 3, 3, 3), 1, 1),
    case(False, (2, 8, 7), (5, 2, 3, 2), 2, 1),
    case(False, (2, 9, 9), (3, 2, 2, 4), 3, 2),
    case(False, (4, 3, 3), (6, 4, 1, 1), 1, 0),
    case(False, (2, 6, 6), (3, 2, 1, 1), 2, 0),
    case(False, (3, 4, 5), (9, 3, 4, 5), 1, 0),
    case(True, (1, 3, 3), (1, 1, 3, 3), 1, 0),
    case(True, (4, 5, 3), (4, 3, 3, 3), 1, 1),
    case(True, (2, 4, 3), (2, 5, 4, 4), 2, 1),
    case(True, (3, 3, 4), (3, 2, 3, 3), 2, 1, 1),
    case(True, (2, 3, 3), (2, 3, 2, 5), 3, 1, 2),
    case(True, (2, 3, 2), (2, 9, 1, 1), 2, 0, 1),
    case(True, (5, 1, 1), (5, 4, 4, 3), 1, 0),
]

if __name__ == "__main__":
    about = "Convolutions with their gradients, for a fixed weighting of the result, in image and kernel"
    tool = f"PyTorch {torch.__version__}, double; tools/reference/convolutions.py"
    print('{\n  "about": ' + json.dumps(about) + ',\n  "tool": ' + json.dumps(tool) + ',\n  "cases": [')
    print(",\n".join("    " + json.dumps(c) for c in CASES))
    print("  ]\n}")
