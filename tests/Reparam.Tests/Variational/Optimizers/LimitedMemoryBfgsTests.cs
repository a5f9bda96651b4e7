using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class LimitedMemoryBfgsTests
{
    [Theory]
    [InlineData(2, 60)]
    [InlineData(20, 200)]
    public void Rosenbrock_is_solved_from_the_classical_start(int dimension, int evaluations)
    {
        double[] start = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            start[i] = i % 2 == 0 ? -1.2 : 1;
        }

        OptimizationResult result = new LimitedMemoryBfgs(dimension).Minimize(TestFunctions.Rosenbrock, start);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.True(result.GradientNorm <= 1e-8);
        Assert.All(result.Point, x => Assert.Equal(1, x, 1e-8));
        Assert.InRange(result.Evaluations, result.Iterations, evaluations);
    }

    [Fact]
    public void Beale_is_solved()
    {
        OptimizationResult result = new LimitedMemoryBfgs(2).Minimize(TestFunctions.Beale, [1, 1]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(3, result.Point[0], 1e-7);
        Assert.Equal(0.5, result.Point[1], 1e-7);
    }

    [Fact]
    public void A_quadratic_of_condition_1e10_is_solved_to_its_rounding_error()
    {
        // Rounding of x moves the gradient by up to 1e10 · 1e-16 · |x|, about 1e-5; the flattest direction has
        // curvature 1, so a gradient norm below √10 · 1e-4 bounds the distance by as much.
        var quadratic = new IllConditionedQuadratic(10, 1e10);
        var options = new LimitedMemoryBfgsOptions { GradientTolerance = 1e-4, MemoryLength = 20 };
        OptimizationResult result =
            new LimitedMemoryBfgs(10, options).Minimize(quadratic.ValueAndGradient, new double[10]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.InRange(quadratic.Distance(result.Point.AsSpan()), 0, 3.2e-4);
    }

    [Fact]
    public void Slopes_lead_to_the_minimum_where_the_values_are_lost_in_rounding()
    {
        // Values near 1e6 are rounded to 1e-10, which hides all within √2e-10 = 1.4e-5 of the minimum.
        var quadratic = new IllConditionedQuadratic(10, 1e4, offset: 1e6);
        var options = new LimitedMemoryBfgsOptions { GradientTolerance = 1e-7, StalledIterations = 100 };
        OptimizationResult result =
            new LimitedMemoryBfgs(10, options).Minimize(quadratic.ValueAndGradient, new double[10]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.InRange(quadratic.Distance(result.Point.AsSpan()), 0, 3.2e-7);
    }

    [Fact]
    public void A_diagonal_guess_of_the_inverse_Hessian_solves_a_badly_scaled_quadratic_in_a_few_evaluations()
    {
        double[] curvature = [1e-6, 1, 1e6, 1e12];
        ValueAndGradient objective = (x, gradient) =>
        {
            double value = 0;
            for (int i = 0; i < 4; i++)
            {
                double offset = x[i] - (i + 1);
                gradient[i] = curvature[i] * offset;
                value += 0.5 * curvature[i] * offset * offset;
            }

            return value;
        };
        OptimizationResult result = new LimitedMemoryBfgs(4).Minimize(
            objective, new double[4], Array.ConvertAll(curvature, c => 1 / c));
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.InRange(result.Evaluations, 2, 4);
    }

    [Fact]
    public void Points_outside_the_domain_are_stepped_back_from()
    {
        // 1 − 1/t + 1/(4 − 3t) = 0, that is 3t² − 8t + 4 = 0, has the root t = 2/3 in (0, 4/3).
        OptimizationResult result = new LimitedMemoryBfgs(3).Minimize(TestFunctions.LogBarrier, [1e-3, 1.9, 2]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.All(result.Point, x => Assert.Equal(2.0 / 3, x, 1e-8));
    }

    [Fact]
    public void A_start_where_squared_gradients_overflow_is_no_obstacle()
    {
        ValueAndGradient objective = (x, gradient) =>
        {
            gradient[0] = Math.Exp(x[0]) - 1;
            return Math.Exp(x[0]) - x[0];
        };
        OptimizationResult result = new LimitedMemoryBfgs(1).Minimize(objective, [700]);
        Assert.Equal(OptimizationStatus.GradientConverged, result.Status);
        Assert.Equal(0, result.Point[0], 1e-8);
    }

    [Fact]
    public void A_result_has_the_same_bits_each_time_and_an_instance_can_be_used_again()
    {
        var optimizer = new LimitedMemoryBfgs(2);
        OptimizationResult first = optimizer.Minimize(TestFunctions.Rosenbrock, [-1.2, 1]);
        optimizer.Minimize(TestFunctions.Beale, [1, 1], [2, 3]);
        OptimizationResult second = optimizer.Minimize(TestFunctions.Rosenbrock, [-1.2, 1]);
        Assert.Equal(first.Point.AsSpan(), second.Point.AsSpan());
        Assert.Equal(first with { Point = second.Point }, second);
    }

    [Fact]
    public void Iterations_allocate_nothing()
    {
        long[] allocated = new long[1000];
        int evaluation = 0;
        ValueAndGradient objective = (x, gradient) =>
        {
            allocated[evaluation++] = GC.GetAllocatedBytesForCurrentThread();
            return TestFunctions.Rosenbrock(x, gradient);
        };
        OptimizationResult result = new LimitedMemoryBfgs(20).Minimize(objective, new double[20]);
        Assert.InRange(result.Evaluations, 50, 1000);
        Assert.Equal(allocated[0], allocated[result.Evaluations - 1]);
    }

    [Fact]
    public void A_stalled_objective_ends_the_minimisation()
    {
        var options = new LimitedMemoryBfgsOptions { GradientTolerance = 0, RelativeObjectiveTolerance = 1e-3 };
        ValueAndGradient objective = (x, gradient) => 1 + (1e-6 * TestFunctions.Rosenbrock(x, gradient));
        var scaled = new LimitedMemoryBfgs(2, options);
        OptimizationResult result = scaled.Minimize(
            (x, gradient) =>
            {
                double value = objective(x, gradient);
                gradient[0] *= 1e-6;
                gradient[1] *= 1e-6;
                return value;
            },
            [-1.2, 1]);
        Assert.Equal(OptimizationStatus.ObjectiveConverged, result.Status);
        Assert.Equal(3, result.Iterations);
    }

    [Fact]
    public void The_iteration_limit_is_kept_and_reported_in_words()
    {
        var optimizer = new LimitedMemoryBfgs(2, new LimitedMemoryBfgsOptions { MaximumIterations = 5 });
        OptimizationResult result = optimizer.Minimize(TestFunctions.Rosenbrock, [-1.2, 1]);
        Assert.Equal(OptimizationStatus.IterationLimit, result.Status);
        Assert.Equal(5, result.Iterations);
        Assert.False(result.Converged);
        Assert.Contains("iteration limit", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_the_wrong_sign_is_reported_as_a_failed_line_search()
    {
        ValueAndGradient objective = (x, gradient) =>
        {
            gradient[0] = -2 * x[0];
            return x[0] * x[0];
        };
        OptimizationResult result = new LimitedMemoryBfgs(1).Minimize(objective, [1]);
        Assert.Equal(OptimizationStatus.LineSearchFailed, result.Status);
        Assert.Equal(1, result.Point[0]);
    }

    [Fact]
    public void A_start_outside_the_domain_is_reported_as_not_finite()
    {
        OptimizationResult result = new LimitedMemoryBfgs(2).Minimize(TestFunctions.LogBarrier, [-1, 1]);
        Assert.Equal(OptimizationStatus.NonFinite, result.Status);
        Assert.Equal(1, result.Evaluations);
    }

    [Fact]
    public void A_NaN_start_is_refused_with_its_index()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new LimitedMemoryBfgs(3).Minimize(TestFunctions.Rosenbrock, [0, double.NaN, 0]));
        Assert.Contains("start[1] = NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal("start", error.ParamName);
    }

    [Fact]
    public void Wrong_lengths_diagonals_and_options_are_refused()
    {
        var optimizer = new LimitedMemoryBfgs(2);
        Assert.Throws<ArgumentException>(() => optimizer.Minimize(TestFunctions.Rosenbrock, [0]));
        Assert.Throws<ArgumentException>(() => optimizer.Minimize(TestFunctions.Rosenbrock, [0, 0], [1]));
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => optimizer.Minimize(TestFunctions.Rosenbrock, [0, 0], [1, 0]));
        Assert.Contains("inverseHessianDiagonal[1] = 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitedMemoryBfgs(0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new LimitedMemoryBfgs(1, new LimitedMemoryBfgsOptions { GradientTolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new LimitedMemoryBfgs(1, new LimitedMemoryBfgsOptions { MemoryLength = 0 }));
    }

    [Fact]
    public void Cancellation_is_honoured_between_evaluations()
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        ValueAndGradient objective = (x, gradient) =>
        {
            if (++evaluations == 7)
            {
                source.Cancel();
            }

            return TestFunctions.Rosenbrock(x, gradient);
        };
        Assert.Throws<OperationCanceledException>(
            () => new LimitedMemoryBfgs(2).Minimize(objective, [-1.2, 1], default, source.Token));
        Assert.Equal(7, evaluations);
    }
}
