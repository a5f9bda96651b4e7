"""Values and gradients of layers by PyTorch, in double: tests/Reparam.Neural.Tests/Reference/layers.json.

/usr/bin/python3 tools/reference/layers.py (with PyTorch)

Arrays are flat, in row-major order, with features first as in the library: an example is [features, positions].
The gradients are those of the sum over all examples of y times its own cosine-like weights c.
"""
import json
import os

import torch
from torch import nn

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def flat(tensor):
    return [round(v, 12) for v in tensor.detach().reshape(-1).tolist()]


def case(name, weights, x, y, order=None, train=()):
    """x and y: [examples, features, positions]."""
    c = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    gradients = torch.autograd.grad((y * c).sum(), [x, *weights.values()], allow_unused=True)
    return {
        "name": name,
        "features": x.shape[1], "positions": x.shape[2], "examples": x.shape[0],
        "weights": {k: flat(v) for k, v in weights.items()},
        "x": flat(x), "y": flat(y), "c": flat(c), "gradientOfX": flat(gradients[0]),
        "gradients": {k: flat(g) for k, g in zip(weights, gradients[1:])},
        "statistics": {k: flat(v) for k, v in train},
    }


def example(features=4, positions=5, examples=3):
    return torch.randn(examples, features, positions, requires_grad=True)


def randomised(module):
    for p in module.parameters():
        p.data = torch.randn_like(p)
    return dict(module.named_parameters())


def layer_norm():
    layer, x = nn.LayerNorm(4), example()
    return case("LayerNorm", randomised(layer), x, layer(x.transpose(1, 2)).transpose(1, 2))


def group_norm():
    layer, x = nn.GroupNorm(2, 4), example()
    return case("GroupNorm", randomised(layer), x, layer(x))


def batch_norm():
    layer, x = nn.BatchNorm1d(4), example()
    weights = randomised(layer)
    y = layer(x)
    return case("BatchNorm", weights, x, y,
                train=[("running_mean", layer.running_mean), ("running_var", layer.running_var)])


def convolution(name, layer, rows):
    """Images [examples, features, rows * rows]."""
    x = torch.randn(3, 4, rows * rows, requires_grad=True)
    weights = randomised(layer)
    y = layer(x.reshape(3, 4, rows, rows))
    return case(name, weights, x, y.reshape(3, y.shape[1], -1))


def linear():
    layer, x = nn.Linear(4, 3), example()
    return case("Linear", randomised(layer), x, layer(x.transpose(1, 2)).transpose(1, 2))


def attention():
    layer, x = nn.MultiheadAttention(4, 2, batch_first=True), example()
    randomised(layer)
    rows = x.transpose(1, 2)
    y = layer(rows, rows, rows, need_weights=False)[0].transpose(1, 2)
    c = torch.cos(torch.arange(y.numel(), dtype=torch.float64)).reshape(y.shape)
    gradients = dict(zip(["in_w", "in_b", "out_w", "out_b", "x"], torch.autograd.grad(
        (y * c).sum(), [layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias, x])))

    def parts(w, b, ow, ob):
        named = {}
        for i, part in enumerate(["queries", "keys", "values"]):
            named[part + ".weight"], named[part + ".bias"] = w[4 * i:4 * i + 4], b[4 * i:4 * i + 4]
        return {**named, "output.weight": ow, "output.bias": ob}

    weights = parts(layer.in_proj_weight, layer.in_proj_bias, layer.out_proj.weight, layer.out_proj.bias)
    return {
        "name": "Attention", "features": 4, "positions": 5, "examples": 3,
        "weights": {k: flat(v) for k, v in weights.items()}, "x": flat(x), "y": flat(y), "c": flat(c),
        "gradientOfX": flat(gradients["x"]),
        "gradients": {k: flat(v) for k, v in parts(
            gradients["in_w"], gradients["in_b"], gradients["out_w"], gradients["out_b"]).items()},
        "statistics": {},
    }


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(__file__), "../../tests/Reparam.Neural.Tests/Reference/layers.json")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        json.dump({
            "origin": f"tools/reference/layers.py, PyTorch {torch.__version__}, double precision",
            "cases": [layer_norm(), group_norm(), batch_norm(), linear(), attention(),
                      convolution("Conv2d", nn.Conv2d(4, 3, 3, stride=2, padding=1), 5),
                      convolution("ConvTranspose2d", nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), 3)],
        }, file, indent=1)
        file.write("\n")
