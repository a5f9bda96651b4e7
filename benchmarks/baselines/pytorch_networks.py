"""Times training steps of networks by PyTorch: float, one thread; batch, noise, forward, backward and Adam.

/usr/bin/python3 pytorch_networks.py > FIGURES
"""
import math
import resource
import time

import torch
from torch import nn
from torch.nn import functional

PIXELS = 784
EXAMPLES = 10000


def machine():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{models[0]} x {len(models)}" if models else "unknown"


def best(step):
    """Minimum and median nanoseconds of processor time: up to 401 calls in at most eight seconds."""
    start = time.perf_counter()
    while time.perf_counter() - start < 1:
        step()
    times, start = [], time.perf_counter()
    while len(times) < 401 and time.perf_counter() - start < 8:
        before = time.process_time()
        step()
        times.append((time.process_time() - before) * 1e9)
    times.sort()
    return times[0], times[len(times) // 2]


class Autoencoder(nn.Module):
    """784-400-20, rectifiers, analytic divergence."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(PIXELS, 400), nn.ReLU(), nn.Linear(400, 40))
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, PIXELS))

    def loss(self, x):
        mean, log_scale = self.encoder(x).chunk(2, -1)
        z = mean + log_scale.exp() * torch.randn_like(mean)
        likelihood = -functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        divergence = (0.5 * (mean * mean + (2 * log_scale).exp()) - log_scale - 0.5).sum()
        return (divergence - likelihood) / len(x)


class Convolutional(nn.Module):
    """Convolutions 1-32-64 with stride 2 and their transposes, 20 latent variables, rectifiers, analytic divergence."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(),
            nn.Linear(64 * 49, 40))
        self.decoder = nn.Sequential(
            nn.Linear(20, 64 * 49), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
            nn.ConvTranspose2d(64, 32, 3, 2, 1, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 3, 2, 1, 1), nn.Flatten())

    def loss(self, x):
        mean, log_scale = self.encoder(x.reshape(-1, 1, 28, 28)).chunk(2, -1)
        z = mean + log_scale.exp() * torch.randn_like(mean)
        likelihood = -functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        divergence = (0.5 * (mean * mean + (2 * log_scale).exp()) - log_scale - 0.5).sum()
        return (divergence - likelihood) / len(x)


class Weighted(nn.Module):
    """784-200-200-50, tanh, importance weights of 5 draws; the encoder runs once an image."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(PIXELS, 200), nn.Tanh(), nn.Linear(200, 200), nn.Tanh(), nn.Linear(200, 100))
        self.decoder = nn.Sequential(
            nn.Linear(50, 200), nn.Tanh(), nn.Linear(200, 200), nn.Tanh(), nn.Linear(200, PIXELS))

    def loss(self, x, draws=5):
        mean, log_scale = self.encoder(x).chunk(2, -1)
        noise = torch.randn(draws, *mean.shape)
        z = mean + log_scale.exp() * noise
        logits = self.decoder(z)
        likelihood = -functional.binary_cross_entropy_with_logits(
            logits, x.expand_as(logits), reduction="none").sum(-1)
        weights = likelihood - 0.5 * (z * z).sum(-1) + (log_scale + 0.5 * noise * noise).sum(-1)
        return -(torch.logsumexp(weights, 0) - math.log(draws)).mean()


def report(name, network, batch):
    data = torch.rand(EXAMPLES, PIXELS) * 0.26
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)

    def step():
        x = torch.bernoulli(data[torch.randint(0, EXAMPLES, (batch,))])
        optimizer.zero_grad(set_to_none=True)
        network.loss(x).backward()
        optimizer.step()

    minimum, median = best(step)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"pytorch.network.{name}\t{minimum:.0f}\t{median:.0f}\t{machine()}\t"
          f"{network.__doc__} Batch {batch}; the process has {memory:.0f} MB.", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    report("vae.128", Autoencoder(), 128)
    report("iwae.20", Weighted(), 20)
    report("iwae.100", Weighted(), 100)
    report("convolutions.128", Convolutional(), 128)
