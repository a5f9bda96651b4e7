namespace Reparam.Tests.Variational.Optimizers;

/// <summary>Objectives with known minima, their gradients and Hessians.</summary>
internal static class TestFunctions
{
    /// <summary>Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)² (Rosenbrock 1960); minimum 0 at (1, …, 1).</summary>
    public static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double value = 0;
        gradient.Clear();
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double valley = x[i + 1] - (x[i] * x[i]);
            value += (100 * valley * valley) + ((1 - x[i]) * (1 - x[i]));
            gradient[i] += (-400 * valley * x[i]) - (2 * (1 - x[i]));
            gradient[i + 1] += 200 * valley;
        }

        return value;
    }

    public static void RosenbrockHessian(ReadOnlySpan<double> x, Span<double> hessian)
    {
        int n = x.Length;
        hessian.Clear();
        for (int i = 0; i + 1 < n; i++)
        {
            hessian[(i * n) + i] += (1200 * x[i] * x[i]) - (400 * x[i + 1]) + 2;
            hessian[(i * n) + i + 1] -= 400 * x[i];
            hessian[((i + 1) * n) + i] -= 400 * x[i];
            hessian[((i + 1) * n) + i + 1] += 200;
        }
    }

    /// <summary>Beale (1958): Σ (cᵢ − x(1 − yⁱ))², c = 1.5, 2.25, 2.625; minimum 0 at (3, ½).</summary>
    public static double Beale(ReadOnlySpan<double> x, Span<double> gradient)
    {
        ReadOnlySpan<double> constants = [1.5, 2.25, 2.625];
        double value = 0;
        gradient.Clear();
        double power = 1;
        for (int i = 0; i < 3; i++)
        {
            double derivative = (i + 1) * power;
            power *= x[1];
            double residual = constants[i] - (x[0] * (1 - power));
            value += residual * residual;
            gradient[0] -= 2 * residual * (1 - power);
            gradient[1] += 2 * residual * x[0] * derivative;
        }

        return value;
    }

    /// <summary>Beale's Hessian by central differences of the gradient, accurate to about 1e-8.</summary>
    public static void BealeHessian(ReadOnlySpan<double> x, Span<double> hessian)
    {
        const double Step = 1e-5;
        Span<double> plus = stackalloc double[2];
        Span<double> minus = stackalloc double[2];
        Span<double> moved = stackalloc double[2];
        for (int i = 0; i < 2; i++)
        {
            x.CopyTo(moved);
            moved[i] = x[i] + Step;
            Beale(moved, plus);
            moved[i] = x[i] - Step;
            Beale(moved, minus);
            hessian[i] = (plus[0] - minus[0]) / (2 * Step);
            hessian[2 + i] = (plus[1] - minus[1]) / (2 * Step);
        }
    }

    /// <summary>Σ xᵢ − Σ log xᵢ − log(4 − Σ xᵢ), NaN outside its domain; for n = 3 the minimum is at xᵢ = ⅔.</summary>
    public static double LogBarrier(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double slack = 4;
        double value = 0;
        for (int i = 0; i < x.Length; i++)
        {
            slack -= x[i];
            value += x[i] - Math.Log(x[i]);
        }

        for (int i = 0; i < x.Length; i++)
        {
            gradient[i] = 1 - (1 / x[i]) + (1 / slack);
        }

        return value - Math.Log(slack);
    }

    public static void LogBarrierHessian(ReadOnlySpan<double> x, Span<double> hessian)
    {
        double slack = 4;
        foreach (double value in x)
        {
            slack -= value;
        }

        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                hessian[(i * x.Length) + j] = (1 / (slack * slack)) + (i == j ? 1 / (x[i] * x[i]) : 0);
            }
        }
    }

    /// <summary>x² − y² + y⁴/4: a saddle at 0, minima −1 at (0, ±√2).</summary>
    public static double Saddle(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient[0] = 2 * x[0];
        gradient[1] = (-2 * x[1]) + (x[1] * x[1] * x[1]);
        return (x[0] * x[0]) - (x[1] * x[1]) + (x[1] * x[1] * x[1] * x[1] / 4);
    }

    public static void SaddleHessian(ReadOnlySpan<double> x, Span<double> hessian)
    {
        hessian[0] = 2;
        hessian[1] = hessian[2] = 0;
        hessian[3] = -2 + (3 * x[1] * x[1]);
    }

    /// <summary>The product with a Hessian matrix, for the interface that has products only.</summary>
    public static Reparam.Variational.HessianVectorProduct Product(
        Reparam.Variational.HessianMatrix hessian, int dimension)
    {
        double[] matrix = new double[dimension * dimension];
        return (point, vector, result) =>
        {
            hessian(point, matrix);
            for (int i = 0; i < dimension; i++)
            {
                result[i] = 0;
                for (int j = 0; j < dimension; j++)
                {
                    result[i] += matrix[(i * dimension) + j] * vector[j];
                }
            }
        };
    }
}
