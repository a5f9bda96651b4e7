"""Times elementwise functions and steps of two networks by PyTorch: float, one thread, forward and backward.

/usr/bin/python3 pytorch_single.py > FIGURES
"""
import torch

import pytorch_timing

ELEMENTS = 16384
BATCH = 128


def report(name, step, count, what):
    times = [t / count for t in pytorch_timing.best(step, seconds=4)]
    pytorch_timing.report(f"single.{name}", times, 4, what)


def classifier():
    """784-400-10, tanh, cross entropy."""
    net = torch.nn.Sequential(torch.nn.Linear(784, 400), torch.nn.Tanh(), torch.nn.Linear(400, 10))
    x, y = torch.rand(BATCH, 784), torch.randint(0, 10, (BATCH,))
    parameters = list(net.parameters())

    def step():
        for p in parameters:
            p.grad = None
        torch.nn.functional.cross_entropy(net(x), y).backward()

    return step


def autoencoder():
    """784-400-784, softplus, Bernoulli from logits."""
    net = torch.nn.Sequential(torch.nn.Linear(784, 400), torch.nn.Softplus(), torch.nn.Linear(400, 784))
    x = torch.rand(BATCH, 784)
    parameters = list(net.parameters())

    def step():
        for p in parameters:
            p.grad = None
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(x), x, reduction="sum") / BATCH
        loss.backward()

    return step


def convolutional():
    """28 x 28, convolutions to 32 and 64 channels with means over 2 x 2 after each, 3136-10, tanh, cross entropy."""
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 32, 3, padding=1), torch.nn.Tanh(), torch.nn.AvgPool2d(2),
        torch.nn.Conv2d(32, 64, 3, padding=1), torch.nn.Tanh(), torch.nn.AvgPool2d(2),
        torch.nn.Flatten(), torch.nn.Linear(3136, 10))
    x, y = torch.rand(BATCH, 1, 28, 28), torch.randint(0, 10, (BATCH,))
    parameters = list(net.parameters())

    def step():
        for p in parameters:
            p.grad = None
        torch.nn.functional.cross_entropy(net(x), y).backward()

    return step


def convolutions():
    """Forward, gradient in the image and in the kernel, of 3 x 3 kernels with a padding of 1."""
    for channels, results, side, stride in ((32, 64, 14, 1), (32, 64, 14, 2), (1, 32, 28, 1), (1, 32, 28, 2)):
        x, k = torch.randn(BATCH, channels, side, side), torch.randn(results, channels, 3, 3)
        y = torch.conv2d(x, k, stride=stride, padding=1)

        def backward(image, kernel):
            torch.ops.aten.convolution_backward(
                y, x, k, None, [stride, stride], [1, 1], [1, 1], False, [0, 0], 1, [image, kernel, False])

        name = f"{channels}-{results}.{side}.{stride}"
        with torch.no_grad():
            report("conv.forward." + name, lambda: torch.conv2d(x, k, stride=stride, padding=1), 1, "batch 128")
            report("conv.image." + name, lambda: backward(True, False), 1, "batch 128")
            report("conv.kernel." + name, lambda: backward(False, True), 1, "batch 128")


if __name__ == "__main__":
    torch.set_num_threads(1)
    numbers, out = torch.randn(ELEMENTS), torch.empty(ELEMENTS)
    functions = {"exp": torch.exp, "log": lambda x, out: torch.log(x, out=out), "tanh": torch.tanh,
                 "sigmoid": torch.sigmoid, "log1p": torch.log1p}
    positive = numbers.abs() + 0.01
    for name, function in functions.items():
        argument = positive if name.startswith("log") else numbers
        report(name, lambda: function(argument, out=out), ELEMENTS, "nanoseconds an element")
    report("softplus", lambda: torch.nn.functional.softplus(numbers), ELEMENTS, "nanoseconds an element")
    report("classifier", classifier(), 1, classifier.__doc__ + " Batch 128, one step.")
    report("autoencoder", autoencoder(), 1, autoencoder.__doc__ + " Batch 128, one step.")
    report("convolutional", convolutional(), 1, convolutional.__doc__ + " Batch 128, one step.")
    convolutions()
