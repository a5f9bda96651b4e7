using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class TrustRegionNewtonTests
{
    public static TheoryData<bool> MatrixOrProducts() => new(true, false);

    [Theory]
    [InlineData(true, 2, 40)]
    [InlineData(false, 2, 60)]
    [InlineData(true, 20, 100)]
    [InlineData(false, 20, 150)]
    public void Rosenbrock_is_solved(bool matrix, int dimension, int evaluations)
    {
        // In 20 dimensions the classical start leads Newton's method to the local minimum near (−1, 1, …, 1).
        double[] start = dimension == 2 ? [-1.2, 1] : new double[dimension];

        OptimizationResult result =
            Minimize(matrix, TestFunctions.Rosenbrock, TestFunctions.RosenbrockHessian, start);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.All(result.Point, x => Assert.Equal(1, x, 1e-8));
        Assert.InRange(result.Evaluations, 2, evaluations);
    }

    [Theory]
    [MemberData(nameof(MatrixOrProducts))]
    public void Beale_is_solved(bool matrix)
    {
        OptimizationResult result = Minimize(matrix, TestFunctions.Beale, TestFunctions.BealeHessian, [1, 1]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(3, result.Point[0], 1e-7);
        Assert.Equal(0.5, result.Point[1], 1e-7);
    }

    [Fact]
    public void A_quadratic_is_solved_in_one_step_however_far_the_start()
    {
        var quadratic = new IllConditionedQuadratic(12, 100);
        double[] start = new double[12];
        Array.Fill(start, -1e4);
        OptimizationResult result = Minimize(true, quadratic.ValueAndGradient, quadratic.Hessian, start);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(1, result.Iterations);
        Assert.Equal(2, result.Evaluations);
    }

    [Theory]
    [InlineData(true, 1e10, 1e-5)]
    [InlineData(false, 1e6, 1e-5)]
    public void Ill_conditioned_quadratics_are_solved_to_their_rounding_error(
        bool matrix, double condition, double tolerance)
    {
        var quadratic = new IllConditionedQuadratic(10, condition);
        OptimizationResult result = Minimize(matrix, quadratic.ValueAndGradient, quadratic.Hessian, new double[10]);
        Assert.True(result.Converged, result.ToString());
        Assert.InRange(quadratic.Distance(result.Point.AsSpan()), 0, tolerance);
    }

    [Theory]
    [MemberData(nameof(MatrixOrProducts))]
    public void Points_outside_the_domain_are_stepped_back_from(bool matrix)
    {
        // 1 − 1/t + 1/(4 − 3t) = 0, that is 3t² − 8t + 4 = 0, has the root t = 2/3 in (0, 4/3).
        OptimizationResult result =
            Minimize(matrix, TestFunctions.LogBarrier, TestFunctions.LogBarrierHessian, [1e-3, 1.9, 2]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.All(result.Point, x => Assert.Equal(2.0 / 3, x, 1e-8));
    }

    [Fact]
    public void A_start_on_a_saddle_point_is_left_along_the_negative_curvature()
    {
        OptimizationResult result = Minimize(true, TestFunctions.Saddle, TestFunctions.SaddleHessian, [0, 0]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(-1, result.Value, 1e-12);
        Assert.Equal(Math.Sqrt(2), Math.Abs(result.Point[1]), 1e-8);
    }

    [Theory]
    [MemberData(nameof(MatrixOrProducts))]
    public void A_start_near_a_saddle_point_ends_in_a_minimum(bool matrix)
    {
        OptimizationResult result = Minimize(matrix, TestFunctions.Saddle, TestFunctions.SaddleHessian, [1, 1e-6]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(-1, result.Value, 1e-12);
        Assert.Equal(Math.Sqrt(2), Math.Abs(result.Point[1]), 1e-8);
    }

    [Fact]
    public void A_flat_direction_does_not_prevent_convergence()
    {
        ValueAndGradient objective = (x, gradient) =>
        {
            gradient[0] = gradient[1] = 4 * (x[0] + x[1] - 3);
            return 2 * (x[0] + x[1] - 3) * (x[0] + x[1] - 3);
        };
        HessianMatrix hessian = (x, matrix) => matrix.Fill(4);
        OptimizationResult result = Minimize(true, objective, hessian, [10, -20]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(3, result.Point[0] + result.Point[1], 1e-8);
    }

    [Theory]
    [MemberData(nameof(MatrixOrProducts))]
    public void Iterations_allocate_nothing(bool matrix)
    {
        long[] allocated = new long[1000];
        int evaluation = 0;
        ValueAndGradient objective = (x, gradient) =>
        {
            allocated[evaluation++] = GC.GetAllocatedBytesForCurrentThread();
            return TestFunctions.Rosenbrock(x, gradient);
        };
        OptimizationResult result =
            Minimize(matrix, objective, TestFunctions.RosenbrockHessian, [-1.2, 1, -1.2, 1, -1.2, 1]);
        Assert.InRange(result.Evaluations, 10, 1000);
        Assert.Equal(allocated[0], allocated[result.Evaluations - 1]);
    }

    [Fact]
    public void Cancellation_the_iteration_limit_and_bad_starts_are_reported()
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        ValueAndGradient cancelling = (x, gradient) =>
        {
            if (++evaluations == 4)
            {
                source.Cancel();
            }

            return TestFunctions.Rosenbrock(x, gradient);
        };
        Assert.Throws<OperationCanceledException>(() => new TrustRegionNewton(2).Minimize(
            cancelling, TestFunctions.RosenbrockHessian, [-1.2, 1], source.Token));
        Assert.Equal(4, evaluations);

        var limited = new TrustRegionNewton(2, new TrustRegionNewtonOptions { MaximumIterations = 3 });
        OptimizationResult result =
            limited.Minimize(TestFunctions.Rosenbrock, TestFunctions.RosenbrockHessian, [-1.2, 1]);
        Assert.Equal(OptimizationStatus.IterationLimit, result.Status);

        ArgumentException error = Assert.Throws<ArgumentException>(() => limited.Minimize(
            TestFunctions.Rosenbrock, TestFunctions.RosenbrockHessian, [0, double.NaN]));
        Assert.Contains("start[1] = NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            OptimizationStatus.NonFinite,
            limited.Minimize(TestFunctions.LogBarrier, TestFunctions.LogBarrierHessian, [-1, 1]).Status);
        Assert.Equal(
            OptimizationStatus.NonFinite,
            limited.Minimize(TestFunctions.Rosenbrock, (x, matrix) => matrix.Fill(double.NaN), [0, 1]).Status);
    }

    [Fact]
    public void A_gradient_that_contradicts_the_objective_collapses_the_region()
    {
        ValueAndGradient objective = (x, gradient) =>
        {
            gradient[0] = -1;
            return x[0];
        };
        OptimizationResult result = new TrustRegionNewton(1).Minimize(objective, (x, matrix) => matrix[0] = 1, [5]);
        Assert.False(result.Converged);
        Assert.Equal(OptimizationStatus.TrustRegionCollapsed, result.Status);
    }

    private static OptimizationResult Minimize(
        bool matrix, ValueAndGradient objective, HessianMatrix hessian, double[] start)
    {
        var optimizer = new TrustRegionNewton(start.Length);
        return matrix
            ? optimizer.Minimize(objective, hessian, start)
            : optimizer.Minimize(objective, TestFunctions.Product(hessian, start.Length), start);
    }
}
