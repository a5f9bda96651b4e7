"""Trains the auto-encoders of pytorch_networks.py and prints their bounds on test images: name, seed, nats an image.

/usr/bin/python3 pytorch_bounds.py BINARIZED_MNIST > BOUNDS
"""
import gzip
import math
import sys

import torch

from pytorch_networks import Autoencoder, PIXELS, Weighted

TRAINING, EPOCHS, EVERY, DRAWS = 10000, 20, 5, 10


def images(folder, part):
    with gzip.open(f"{folder}/binarized_mnist_{part}-images-idx3-ubyte.gz") as file:
        data = torch.frombuffer(bytearray(file.read()[16:]), dtype=torch.uint8)
    return data.reshape(-1, PIXELS).float()


def bound(name, make, batch, training, test, seed):
    torch.manual_seed(seed)
    network = make()
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(training)).split(batch):
            if len(chosen) == batch:
                optimizer.zero_grad(set_to_none=True)
                network.loss(training[chosen]).backward()
                optimizer.step()
    with torch.no_grad():
        value = sum(-network.loss(test).item() for _ in range(DRAWS)) / DRAWS
    print(f"pytorch.bound.{name}\t{seed}\t{value:.4f}", flush=True)
    assert math.isfinite(value)


if __name__ == "__main__":
    torch.set_num_threads(1)
    training, test = images(sys.argv[1], "train")[:TRAINING], images(sys.argv[1], "test")[::EVERY]
    for seed in 1, 2, 3:
        bound("vae.128", Autoencoder, 128, training, test, seed)
        bound("iwae.100", Weighted, 100, training, test, seed)
