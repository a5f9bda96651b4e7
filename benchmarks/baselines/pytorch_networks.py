"""Times training steps of networks by PyTorch: float, one thread; batch, noise, forward, backward and Adam.

/usr/bin/python3 pytorch_networks.py > FIGURES
"""
import math
import resource
import time

import torch
from torch import nn
from torch.nn import functional

import pytorch_timing

PIXELS = 784
EXAMPLES = 10000


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


class Block(nn.Module):
    def __init__(self, inputs, outputs, told=64, groups=8):
        super().__init__()
        self.before, self.inner = nn.GroupNorm(groups, inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.told = nn.Linear(told, outputs, bias=False)
        self.between, self.outer = nn.GroupNorm(groups, outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, told):
        y = self.inner(functional.silu(self.before(x))) + self.told(told)[:, :, None, None]
        return self.shortcut(x) + self.outer(functional.silu(self.between(y)))


class Denoiser(nn.Module):
    """U-Net of 32 channels, halved once, with attention at 14 x 14; squared error of the velocity in continuous time."""

    def __init__(self, channels=32):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(32, 64), nn.SiLU(), nn.Linear(64, 64))
        self.first, self.down = nn.Conv2d(1, channels, 3, padding=1), Block(channels, channels)
        self.halve = nn.Conv2d(channels, 2 * channels, 3, 2, 1)
        self.middle, self.after = Block(2 * channels, 2 * channels), Block(2 * channels, 2 * channels)
        self.norm = nn.GroupNorm(8, 2 * channels)
        self.attention = nn.MultiheadAttention(2 * channels, 1, batch_first=True)
        self.widen, self.up = nn.Conv2d(2 * channels, channels, 3, padding=1), Block(2 * channels, channels)
        self.last_norm, self.last = nn.GroupNorm(8, channels), nn.Conv2d(channels, 1, 3, padding=1)

    def predict(self, x, ratio):
        angles = ratio[:, None] * torch.exp(torch.linspace(-3, 3, 16))
        told = functional.silu(self.features(torch.cat([angles.sin(), angles.cos()], 1)))
        beside = self.down(self.first(x), told)
        image = self.middle(self.halve(beside), told)
        rows = self.norm(image).flatten(2).transpose(1, 2)
        image = image + self.attention(rows, rows, rows, need_weights=False)[0].transpose(1, 2).reshape(image.shape)
        image = functional.interpolate(self.after(image, told), scale_factor=2)
        image = self.up(torch.cat([self.widen(image), beside], 1), told)
        return self.last(functional.silu(self.last_norm(image)))

    def loss(self, x):
        x = x.reshape(-1, 1, 28, 28)
        ratio = 10 - 16 * (torch.rand(()) + torch.arange(len(x)) / len(x)).remainder(1)
        signal, noise = ratio.sigmoid().sqrt()[:, None, None, None], (-ratio).sigmoid().sqrt()[:, None, None, None]
        epsilon = torch.randn_like(x)
        error = self.predict(signal * x + noise * epsilon, ratio) - (signal * epsilon - noise * x)
        return ((ratio.sigmoid()[:, None, None, None] * error * error).sum() * 8) / len(x)


def report(name, network, batch):
    data = torch.rand(EXAMPLES, PIXELS) * 0.26
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)

    def step():
        x = torch.bernoulli(data[torch.randint(0, EXAMPLES, (batch,))])
        optimizer.zero_grad(set_to_none=True)
        network.loss(x).backward()
        optimizer.step()

    times = pytorch_timing.best(step, seconds=8, warm_up=1, clock=time.process_time)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pytorch_timing.report(
        f"network.{name}", times, 0, f"{network.__doc__} Batch {batch}; the process has {memory:.0f} MB.")


if __name__ == "__main__":
    torch.set_num_threads(1)
    report("vae.128", Autoencoder(), 128)
    report("iwae.20", Weighted(), 20)
    report("iwae.100", Weighted(), 100)
    report("convolutions.128", Convolutional(), 128)
    report("unet.64", Denoiser(), 64)
