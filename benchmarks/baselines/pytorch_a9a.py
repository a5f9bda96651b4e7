"""Times value and gradient of the a9a logistic regression's log joint at eight particles by PyTorch: double, one thread.

/usr/bin/python3 pytorch_a9a.py DATA CHECKS
"""
import math
import sys

import numpy
import torch
import torch.nn.functional as functional

from pytorch_timing import best, report


def read_data(path):
    """The variables of a file that `export` of the benchmark project wrote: the first index runs fastest."""
    variables = {}
    with open(path) as file:
        for header in file:
            _, name, _, *lengths = header.split()
            values = numpy.array(file.readline().split(), dtype=float)
            variables[name] = values.reshape([int(n) for n in lengths], order="F")
    return variables


def read_checks(path):
    """Points with our values and gradients there."""
    points, values, gradients = [], [], []
    with open(path) as file:
        for line in file:
            kind, n, *numbers = line.split()
            if kind == "ours":
                n, numbers = int(n), [float(v) for v in numbers]
                values.append(numbers[0])
                points.append(numbers[1:n + 1])
                gradients.append(numbers[n + 1:])
    return [torch.tensor(v, dtype=torch.float64) for v in (points, values, gradients)]


def main():
    torch.set_num_threads(1)
    data = read_data(sys.argv[1])
    points, values, gradients = read_checks(sys.argv[2])
    design = torch.tensor(numpy.ascontiguousarray(data["X"]))
    signed = design * (2 * torch.tensor(data["y"]) - 1)[:, None]
    label = torch.tensor(data["y"]).expand(len(points), -1)
    constant = -0.5 * design.shape[1] * math.log(2 * math.pi)
    points.requires_grad_(True)

    def prior():
        return constant - 0.5 * (points * points).sum(1)

    # Two ways of writing it; the faster is the baseline.
    def by_entropy():
        loss = functional.binary_cross_entropy_with_logits(points @ design.t(), label, reduction="none")
        return prior() - loss.sum(1)

    def by_sigmoid():
        return prior() + functional.logsigmoid(points @ signed.t()).sum(1)

    results = []
    for log_joint in (by_entropy, by_sigmoid):
        def step():
            points.grad = None
            value = log_joint()
            value.sum().backward()
            return value.detach()
        value = step()
        for found, expected in ((value, values), (points.grad, gradients)):
            if not torch.allclose(found, expected, rtol=1e-10, atol=1e-8):
                sys.exit(f"pytorch.a9a.8 disagrees: {found} for {expected}")
        results.append(best(step, seconds=6, warm_up=0.5))
    particles = len(points)
    report(f"a9a.{particles}", [t / particles for t in min(results)], 1,
           f"PyTorch {torch.__version__}, {particles} particles, double, one thread")


if __name__ == "__main__":
    main()
