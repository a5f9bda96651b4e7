"""Times draws by PyTorch, without and with the derivative in the shape: double, one thread.

/usr/bin/python3 pytorch_paths.py > FIGURES
"""
import time

import torch

DRAWS = 16384


def machine():
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{models[0]} x {len(models)}" if models else "unknown"


def best(step):
    """Minimum and median nanoseconds of processor time a draw: up to 201 calls in at most three seconds."""
    start = time.perf_counter()
    while time.perf_counter() - start < 0.3:
        step()
    times, start = [], time.perf_counter()
    while len(times) < 201 and time.perf_counter() - start < 3:
        before = time.thread_time()
        step()
        times.append((time.thread_time() - before) * 1e9 / DRAWS)
    times.sort()
    return times[0], times[len(times) // 2]


def main():
    torch.set_num_threads(1)
    for shape in (0.1, 1, 5, 100, 1e4):
        a = torch.tensor(float(shape), dtype=torch.float64, requires_grad=True)
        rate = torch.tensor(1.0, dtype=torch.float64)

        def draw():
            with torch.no_grad():
                return torch.distributions.Gamma(a, rate, validate_args=False).rsample((DRAWS,))

        def slope():
            a.grad = None
            torch.distributions.Gamma(a, rate, validate_args=False).rsample((DRAWS,)).sum().backward()
            return a.grad

        for name, step in (("draw", draw), ("slope", slope)):
            minimum, median = best(step)
            print(f"pytorch.gamma({shape:g}).{name}\t{minimum:.1f}\t{median:.1f}\t{machine()}\t"
                  f"PyTorch {torch.__version__}, {DRAWS} draws, double, one thread")


if __name__ == "__main__":
    main()
