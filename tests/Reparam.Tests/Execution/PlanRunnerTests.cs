using Reparam.Execution;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class PlanRunnerTests
{
    // Eight schools in the non-centred form, written out: every kind of storage and stage but one.
    private static (Tensor X, Tensor LogDensity) EightSchools()
    {
        double[] y = [28, 8, -3, 7, -1, 1, 18, 12], sigma = [15, 10, 16, 11, 9, 11, 10, 18];
        Tensor x = Input("x", [10], varies: true);
        Tensor z = x[..8], mu = x[8], tau = Exp(x[9]);
        Tensor log = -0.5 * Sum(Square(z)) - 0.5 * Square(mu / 5) - Log1p(Square(tau / 5)) + x[9]
            - 0.5 * Sum(Square((y - (mu + tau * z)) / sigma));
        return (x, log);
    }

    [Fact]
    public void A_constant_expression_is_evaluated_directly()
    {
        Tensor a = new double[,] { { 1, 2 }, { 3, 4 } };
        Assert.Equal([5, 11], MatMul(a, new double[] { 1, 2 }).ToArray());
        Assert.Equal([11, 12, 23, 24], (a + new double[,] { { 10 }, { 20 } }).ToArray());
        Assert.Equal(10, Sum(a).ToDouble());
        Assert.Equal([4, 6], Sum(a, 0).ToArray());
        Assert.Equal([1, 3, 2, 4], Transpose(a).ToArray());
    }

    [Fact]
    public void Value_and_gradient_of_eight_schools_match_Stan()
    {
        var (x, log) = EightSchools();
        double[][] result =
            Evaluation.Run([x], [[.. Enumerable.Repeat(0.1, 10)]], [log, Differentiate.Gradient(log, x)[0]], 1);
        Assert.Equal(-4.02646199392348, result[0][0], 12);
        double[] expected =
        [
            0.0364983481710869, -0.0139129002301840, -0.1138600395384786, -0.0379872805049095, -0.1165163985888794,
            -0.0927891442111400, 0.0966041915773808, -0.0597858220701105, 0.4468361072985283, 0.9566643466305867,
        ];
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(expected[i], result[1][i], 12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Draws_do_not_influence_each_other_and_sums_over_them_are_right(int draws)
    {
        var (x, log) = EightSchools();
        double[] values = [.. Enumerable.Range(0, 10 * draws).Select(i => Math.Sin(i * 0.7))];
        Tensor mean = DrawMean(log), gradient = Differentiate.Gradient(mean, x)[0];
        double[][] all = Evaluation.Run([x], [values], [log, mean, gradient], draws);
        double sum = 0;
        for (int d = 0; d < draws; d++)
        {
            double[] one = [.. Enumerable.Range(0, 10).Select(e => values[e * draws + d])];
            double[][] alone = Evaluation.Run([x], [one], [log, Differentiate.Gradient(log, x)[0]], 1);
            Assert.Equal(alone[0][0], all[0][d]);
            Assert.Equal(alone[1][3] / draws, all[2][3 * draws + d], 1e-15);
            sum += alone[0][0];
        }
        Assert.Equal(sum / draws, all[1][0], 1e-10);
    }

    [Fact]
    public void Parameters_shared_by_all_draws_get_the_gradient_of_the_mean()
    {
        // E[(a e + b)²] over given e: gradient 2 E[(a e + b) e], 2 E[a e + b]; its Hessian 2 E[e²], 2 E[e], 2.
        Tensor e = Input("e", [3], varies: true), p = Input("p", [2]);
        Tensor mean = DrawMean(Sum(Square(p[0] * e + p[1])));
        double[] noise = [.. Enumerable.Range(0, 3 * 50).Select(i => Math.Cos(i))];
        Tensor[] outputs = [Differentiate.Gradient(mean, p)[0], Differentiate.Hessian(mean, p)];
        double[][] result = Evaluation.Run([e, p], [noise, [0.3, -0.2]], outputs, 50);
        Assert.Equal(noise.Sum(v => 2 * (0.3 * v - 0.2) * v) / 50, result[0][0], 1e-12);
        Assert.Equal(noise.Sum(v => 2 * (0.3 * v - 0.2)) / 50, result[0][1], 1e-12);
        Assert.Equal(noise.Sum(v => 2 * v * v) / 50, result[1][0], 1e-12);
        Assert.Equal(noise.Sum(v => 2 * v) / 50, result[1][1], 1e-12);
        Assert.Equal(6.0, result[1][3], 1e-12);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var (x, log) = EightSchools();
        Tensor[] outputs = [log, DrawMean(log), Differentiate.Gradient(log, x)[0]];
        var runner = new PlanRunner(ExecutionPlan.Create([x], outputs), 500);
        var values = new double[5000];
        var gradient = new double[5000];
        runner.SetByDraw(0, values);
        runner.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            runner.SetByDraw(0, values);
            runner.Run();
            runner.CopyByDraw(2, gradient);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Two_and_four_threads_give_the_bits_of_one()
    {
        var (x, log) = EightSchools();
        Tensor mean = DrawMean(log);
        double[] values = [.. Enumerable.Range(0, 10 * 3001).Select(i => Math.Sin(i * 0.7))];
        Tensor[] outputs = [log, mean, Differentiate.Gradient(mean, x)[0]];
        double[][] one = Evaluation.Run([x], [values], outputs, 3001, threads: 1);
        foreach (int threads in new[] { 2, 4 })
        {
            double[][] many = Evaluation.Run([x], [values], outputs, 3001, threads);
            Assert.Equal(one[0], many[0]);
            Assert.Equal(one[1], many[1]);
            Assert.Equal(one[2], many[2]);
        }
    }

    [Fact]
    public void A_stage_may_read_a_sum_over_draws_of_the_stage_before()
    {
        // The variance over draws: the second pass needs the mean of the first.
        Tensor e = Input("e", [], varies: true);
        Tensor variance = DrawMean(Square(e - DrawMean(e)));
        double[] noise = [.. Enumerable.Range(0, 300).Select(i => Math.Cos(i * 1.3))];
        double mean = noise.Average();
        Assert.Equal(noise.Average(v => (v - mean) * (v - mean)),
            Evaluation.Run([e], [noise], [variance], 300)[0][0], 1e-13);
    }

    [Fact]
    public void An_input_that_was_not_listed_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Exp(Input("rate", [])).ToArray());
        Assert.Contains("'rate'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_throws()
    {
        var (x, log) = EightSchools();
        var runner = new PlanRunner(ExecutionPlan.Create([x], [log]), 8);
        Assert.Throws<OperationCanceledException>(() => runner.Run(new CancellationToken(canceled: true)));
    }
}
