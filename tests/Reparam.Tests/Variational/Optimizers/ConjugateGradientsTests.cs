using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class ConjugateGradientsTests
{
    [Fact]
    public void Badly_scaled_systems_are_solved()
    {
        // A = D + 1 1ᵀ; by Sherman and Morrison A⁻¹ b = D⁻¹ b - D⁻¹ 1 (1ᵀ D⁻¹ b) / (1 + 1ᵀ D⁻¹ 1).
        double[] diagonal = [.. Enumerable.Range(0, 20).Select(i => Math.Pow(10, -2 + 0.2 * i))];
        double[] b = [.. Enumerable.Range(0, 20).Select(i => Math.Sin(i + 1))];
        double[] x = ConjugateGradients.Solve((v, result) =>
        {
            double sum = 0;
            foreach (double value in v)
            {
                sum += value;
            }
            for (int i = 0; i < v.Length; i++)
            {
                result[i] = diagonal[i] * v[i] + sum;
            }
        }, b)!;
        double along = b.Zip(diagonal, (n, d) => n / d).Sum() / (1 + diagonal.Sum(d => 1 / d));
        for (int i = 0; i < 20; i++)
        {
            double expected = (b[i] - along) / diagonal[i];
            Assert.Equal(expected, x[i], 1e-4 * (1 + Math.Abs(expected)));
        }
    }

    [Fact]
    public void Directions_without_curvature_are_told_of() => Assert.Null(ConjugateGradients.Solve(
        (v, result) =>
        {
            result[0] = v[0];
            result[1] = -v[1];
        }, [1, 1]));
}
