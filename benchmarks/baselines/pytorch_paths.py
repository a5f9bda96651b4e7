"""Times draws by PyTorch, without and with the derivative in their parameters, per number: double, one thread.

/usr/bin/python3 pytorch_paths.py > FIGURES
"""
import torch

from pytorch_timing import best, report

DRAWS = 16384


def gamma(a):
    return torch.distributions.Gamma(a, torch.tensor(1.0, dtype=torch.float64), validate_args=False)


def student_t(nu):
    return torch.distributions.StudentT(nu, validate_args=False)


def beta(a, b):
    return torch.distributions.Beta(a, b, validate_args=False)


def dirichlet(a):
    return torch.distributions.Dirichlet(a, validate_args=False)


def cases():
    """Name, distribution, parameters, numbers in a draw."""
    for a in (0.1, 1, 5, 100, 1e4):
        yield f"gamma({a:g})", gamma, [a], 1
    for nu in (0.5, 3, 30, 1000):
        yield f"student_t({nu:g})", student_t, [nu], 1
    for a, b in ((0.5, 0.5), (2, 3), (1000, 2000)):
        yield f"beta({a:g},{b:g})", beta, [a, b], 1
    for a in (0.5, 2, 100):
        yield f"dirichlet({a:g})", dirichlet, [[a] * 5], 5


def main():
    torch.set_num_threads(1)
    for name, distribution, parameters, parts in cases():
        inputs = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in parameters]
        weights = torch.arange(1.0, parts + 1, dtype=torch.float64)

        def draw():
            with torch.no_grad():
                return distribution(*inputs).rsample((DRAWS,))

        def slope():
            x = distribution(*inputs).rsample((DRAWS,))
            # Of parts that sum to one the sum would have no derivative.
            (x if parts == 1 else x * weights).sum().backward()
            return [p.grad for p in inputs]

        for what, step in (("draw", draw), ("slope", slope)):
            times = [t / (DRAWS * parts) for t in best(step, seconds=3, most=201)]
            report(f"{name}.{what}", times, 1, f"PyTorch {torch.__version__}, {DRAWS} draws, double, one thread")


if __name__ == "__main__":
    main()
