using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class ExactTrustRegionModelTests
{
    [Theory]
    [InlineData(1.0, 2.0, 5.0, 0.3)]
    [InlineData(-1.0, 2.0, 5.0, 0.3)]
    [InlineData(-1.0, 2.0, 5.0, 30)]
    [InlineData(-3.0, -2.0, -1.0, 2)]
    [InlineData(0.0, 1.0, 2.0, 4)]
    public void The_model_falls_by_nearly_as_much_as_its_exact_minimiser_allows(
        double first, double second, double third, double radius)
    {
        double[] eigenvalues = [first, second, third];
        foreach (double[] gradient in (double[][])[[1, -2, 0.5], [0, 1, 1], [1e-9, 1, 0], [0, 0, 0]])
        {
            var model = new ExactTrustRegionModel(3)
            {
                Hessian = (x, matrix) =>
                {
                    matrix.Clear();
                    for (int i = 0; i < 3; i++)
                    {
                        matrix[4 * i] = eigenvalues[i];
                    }
                },
            };
            model.MoveTo(new double[3]);
            double[] step = new double[3];
            Assert.True(model.TryMinimize(gradient, radius, step));
            double length = Math.Sqrt(step.Sum(s => s * s));
            Assert.InRange(length, 0, radius * (1 + 1e-12));

            // Accuracies 0.1 in the length and 0.2 in the hard case: 0.8 of the decrease or more
            // (compare Moré and Sorensen 1983, section 3).
            double best = BestDecrease(eigenvalues, gradient, radius);
            Assert.InRange(model.Decrease(gradient, step), 0.8 * best, best * (1 + 1e-9));
        }
    }

    // For a diagonal Hessian: λ by bisection on |s(λ)| = Δ to full precision, the lowest eigenvector filling up the
    // rest.
    private static double BestDecrease(double[] eigenvalues, double[] gradient, double radius)
    {
        double low = Math.Max(0, -eigenvalues.Min());
        double high = low + 1e6;
        for (int i = 0; i < 200; i++)
        {
            double middle = 0.5 * (low + high);
            double length = 0;
            for (int k = 0; k < 3; k++)
            {
                length += Math.Pow(gradient[k] == 0 ? 0 : gradient[k] / (eigenvalues[k] + middle), 2);
            }

            (low, high) = Math.Sqrt(length) > radius ? (middle, high) : (low, middle);
        }

        double decrease = 0;
        double square = 0;
        for (int k = 0; k < 3; k++)
        {
            double shifted = eigenvalues[k] + high;
            double step = gradient[k] == 0 || shifted == 0 ? 0 : -gradient[k] / shifted;
            square += step * step;
            decrease -= (gradient[k] * step) + (0.5 * eigenvalues[k] * step * step);
        }

        double lowest = eigenvalues.Min();
        return lowest < 0 ? decrease - (0.5 * lowest * Math.Max((radius * radius) - square, 0)) : decrease;
    }
}
