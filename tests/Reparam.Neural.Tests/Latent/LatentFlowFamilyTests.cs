using Reparam.Random;

namespace Reparam.Neural.Tests.Latent;

/// <summary>Densities of flow posteriors against numerical determinants and integrals, and gradients against each
/// other.</summary>
public sealed class LatentFlowFamilyTests
{
    private const int Pixels = 6;

    public static TheoryData<string, int> Flows => new()
    {
        { "autoregressive", 1 },
        { "autoregressive", 3 },
        { "coupling", 2 },
        { "coupling", 3 },
        { "planar", 1 },
        { "planar", 3 },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public void The_density_of_a_draw_is_that_of_its_noise_over_the_determinant_of_the_map(string flow, int n)
    {
        LatentFlowFamily family = Family(flow, n);
        const double step = 1e-5;
        double[] parameters = Parameters(family), noise = [.. Enumerable.Range(0, n).Select(i => Normal("noise", i))];
        // Draw 0 is at the noise; then each variable moves up and down.
        int draws = 1 + 2 * n;
        double[] moved = [.. Enumerable.Range(0, n * draws).Select(i =>
        {
            (int e, int d) = (i / draws, i % draws);
            return noise[e] + ((d - 1) / 2 == e && d > 0 ? d % 2 == 1 ? step : -step : 0);
        })];
        (double[][] values, _) = Draw(family, parameters, 0, draws, moved);
        var jacobian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                jacobian[i, j] = (values[0][i * draws + 1 + 2 * j] - values[0][i * draws + 2 + 2 * j]) / (2 * step);
            }
        }
        double logBase = noise.Sum(e => -0.5 * e * e) - 0.5 * n * Math.Log(2 * Math.PI);
        double logDet = Math.Log(Math.Abs(Determinant(jacobian)));
        Assert.Equal(logBase - logDet, values[1][0], 1e-7);
        // Not the map that does nothing.
        Assert.True(Math.Abs(logDet - parameters[n..(2 * n)].Sum()) > 0.05, "The comparison would show nothing.");
        // Written in z it is the same number.
        Assert.Equal(values[1][0], values[2][0], 1e-9);
    }

    [Theory]
    [InlineData("autoregressive", 1)]
    [InlineData("planar", 1)]
    [InlineData("autoregressive", 2)]
    [InlineData("coupling", 2)]
    [InlineData("planar", 2)]
    public void The_density_integrates_to_one(string flow, int n)
    {
        LatentFlowFamily family = Family(flow, n);
        double[] parameters = Parameters(family);
        const double width = 12;
        int side = n == 1 ? 4000 : 600;
        double cell = 2 * width / side;
        int draws = n == 1 ? side : side * side;
        double At(int place) => -width + (place + 0.5) * cell;
        double[] grid = [.. Enumerable.Range(0, n * draws)
            .Select(i => At(i / draws == 0 ? i % draws % side : i % draws / side))];
        var inputs = new NetworkInputs();
        LatentDraw draw = family.Draw("latent", parameters, inputs, 0);
        // Scales of coupling layers multiply: with less weight no direction is narrower than the grid.
        var program = new DoubleProgram(family, Weights(family, flow == "coupling" ? 4 : 12));
        Tensor z = program.ByDraw([n], grid);
        double[] logs = program.Run(draws, Graph.Substitute(
            [draw.LogDensityOfValue], new Dictionary<Tensor, Tensor> { [draw.Value] = z })[0])[0];
        Assert.Equal(1, logs.Sum(Math.Exp) * Math.Pow(cell, n), 2e-4);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void Draws_beside_each_other_are_those_one_by_one(string flow, int n)
    {
        const int samples = 4;
        LatentFlowFamily family = Family(flow, n);
        double[] parameters = Parameters(family);
        double[] noise = [.. Enumerable.Range(0, n * samples).Select(i => Normal("beside", i))];
        (double[][] one, _) = Draw(family, parameters, 0, samples, noise);
        (double[][] beside, LatentDraw draw) = Draw(family, parameters, samples, 1, noise);
        Assert.Equal([n, samples], draw.Value.Shape);
        for (int output = 0; output < 3; output++)
        {
            Assert.All(one[output].Zip(beside[output]), p => Assert.Equal(p.First, p.Second, 1e-9));
        }
    }

    // Some 200 weights are compared; the greatest of as many standard normal numbers is above 5 once in 9,000 times.
    [Theory]
    [InlineData("autoregressive")]
    [InlineData("coupling")]
    [InlineData("planar")]
    public void Every_gradient_of_a_bound_is_the_same_on_average(string flow)
    {
        VariationalAutoencoder network = Network(flow);
        GradientSamples Of(BoundObjective objective, ulong seed) => GradientSamples.Of(network.Loss(objective),
            Weights(network), new Dictionary<string, float[]> { ["image"] = [1, 0, 0, 1, 1, 0] }, 40, 250, seed);
        GradientSamples plain = Of(new BoundObjective { Samples = 2 }, 1);
        GradientSamples path = Of(new BoundObjective { Samples = 2, Divergence = DivergenceForm.PathOnly }, 2);
        Assert.InRange(plain.Distance(path), 0, 5);
        Assert.True(path.Errors.Max() < 0.1 * plain.Means.Max(Math.Abs), "The comparison would show nothing.");
        Assert.NotEqual(plain.Means, path.Means);
        var weighted = new BoundObjective { Samples = 4, IsImportanceWeighted = true };
        GradientSamples iwae = Of(weighted, 3), doubly = Of(weighted with { IsDoublyReparameterized = true }, 4);
        Assert.InRange(iwae.Distance(doubly), 0, 5);
        Assert.True(doubly.Errors.Max() < 0.1 * iwae.Means.Max(Math.Abs), "The comparison would show nothing.");
    }

    [Fact]
    public void The_importance_sampled_log_likelihood_does_not_depend_on_the_posterior()
    {
        float[] images = [1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0];
        LogLikelihoodEstimate[] estimates = [.. new[] { "autoregressive", "coupling", "planar" }.Select(flow =>
        {
            VariationalAutoencoder network = Network(flow);
            // The same decoder for all.
            WeightValues decoder = WeightValues.Initial(network, 3);
            Dictionary<string, float[]> values = Weights(network, 3).ToDictionary().ToDictionary(v => v.Key, v =>
                v.Key.StartsWith("decoder", StringComparison.Ordinal) ? decoder[v.Key].ToArray() : v.Value.ToArray());
            // Wide, so that ratios have no heavy tail.
            values["encoder.1.2.bias"][2] += 1;
            values["encoder.1.2.bias"][3] += 1;
            return new VaeEvaluation(network, WeightValues.From(network, values)).LogLikelihood(images, 20_000);
        })];
        for (int i = 0; i < 2; i++)
        {
            foreach (LogLikelihoodEstimate estimate in estimates[1..])
            {
                double error = double.Hypot(estimates[0].SamplingErrors[i], estimate.SamplingErrors[i]);
                Assert.InRange((estimate.ByExample[i] - estimates[0].ByExample[i]) / error, -5, 5);
                Assert.InRange(error, 0, 0.1);
            }
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        void Refused(string part, Action action) => Assert.Contains(
            part, Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal);
        Refused("at least 2 are expected", () => _ = new CouplingFamily(1));
        Refused("there are 2 hidden units, but at least 4", () => _ = new InverseAutoregressiveFamily(5, hidden: 2));
        Refused("steps is 0", () => _ = new InverseAutoregressiveFamily(5, steps: 0));
        Refused("steps is 0", () => _ = new PlanarFamily(5, 0));
        Refused("latent is 0", () => _ = new DiagonalNormalFamily(0));
    }

    [Fact]
    public void A_family_of_a_users_own_serves_like_any_other()
    {
        // Its density is right, so that the two estimates of one number agree.
        VariationalAutoencoder own = VariationalAutoencoder.Perceptron([Pixels], [5], new LaplaceFamily(2));
        float[] images = [1, 0, 0, 1, 1, 0];
        GradientSamples Of(DivergenceForm form, ulong seed) => GradientSamples.Of(
            own.Loss(new BoundObjective { Divergence = form, Samples = 2 }), WeightValues.Initial(own, 3),
            new Dictionary<string, float[]> { ["image"] = images }, batches: 40, draws: 250, seed);
        GradientSamples plain = Of(DivergenceForm.Analytic, 1), path = Of(DivergenceForm.PathOnly, 2);
        Assert.InRange(plain.Distance(path), 0, 5);
        VariationalAutoencoder normal = VariationalAutoencoder.Perceptron([Pixels], [5], 2);
        WeightValues weights = WeightValues.Initial(own, 3);
        LogLikelihoodEstimate a = new VaeEvaluation(own, weights).LogLikelihood(images, 50_000);
        LogLikelihoodEstimate b = new VaeEvaluation(
            normal, WeightValues.From(normal, weights.ToDictionary())).LogLikelihood(images, 50_000);
        Assert.InRange((a.Mean - b.Mean) / double.Hypot(a.SamplingError, b.SamplingError), -5, 5);
    }

    private sealed class LaplaceFamily(int latent) : LatentFamily(latent)
    {
        public override int ParameterCount => 2 * Latent;

        public override LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples)
        {
            var posterior = new Distributions.Laplace(
                Part(parameters, 0, Latent, samples), Tensor.Exp(Part(parameters, Latent, Latent, samples)));
            Tensor z = posterior.FromNoise(inputs.Noise(name, ShapeOf(samples), posterior.Noise));
            return new LatentDraw(z, Tensor.Sum(posterior.LogProb(z), 0), null);
        }
    }

    private static VariationalAutoencoder Network(string flow) =>
        VariationalAutoencoder.Perceptron([Pixels], [5], Family(flow, 2));

    private static LatentFlowFamily Family(string flow, int latent) => flow switch
    {
        "autoregressive" => new InverseAutoregressiveFamily(latent, steps: 2, hidden: 5, contextSize: 3),
        "coupling" => new CouplingFamily(latent, steps: 3, hidden: 4, contextSize: 3),
        _ => new PlanarFamily(latent, steps: 2),
    };

    /// <summary>Weights at which the flow is not near to one that does nothing.</summary>
    private static WeightValues Weights(Module module, float of = 12) => WeightValues.From(module,
        WeightValues.Initial(module, 3).ToDictionary().ToDictionary(v => v.Key, v => v.Value.Select(x =>
            (v.Key.Contains(".value.", StringComparison.Ordinal) || v.Key.EndsWith("value", StringComparison.Ordinal)
                || v.Key.StartsWith("value", StringComparison.Ordinal) ? of : 1.5f) * x).ToArray()));

    private static double Normal(string name, int i) => Noise.Normal(RandomKey.FromSeed(5).Fold(name), 0, 0, i);

    private static double[] Parameters(LatentFamily family) =>
        [.. Enumerable.Range(0, family.ParameterCount).Select(i => 0.5 * Normal("parameters", i))];

    /// <summary>z, log q and log q written in z.</summary>
    private static (double[][] Values, LatentDraw Draw) Draw(
        LatentFamily family, double[] parameters, int samples, int draws, double[] noise)
    {
        var inputs = new NetworkInputs();
        LatentDraw draw = family.Draw("latent", parameters, inputs, samples);
        var program = new DoubleProgram(family, Weights(family));
        Tensor given = program.ByDraw(inputs.All[0].Tensor.Shape, noise);
        return (program.Run(draws, Graph.Substitute([draw.Value, draw.LogDensity, draw.LogDensityOfValue],
            new Dictionary<Tensor, Tensor> { [inputs.All[0].Tensor] = given })), draw);
    }

    private static double Determinant(double[,] a) => a.GetLength(0) switch
    {
        1 => a[0, 0],
        2 => a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0],
        _ => a[0, 0] * (a[1, 1] * a[2, 2] - a[1, 2] * a[2, 1]) - a[0, 1] * (a[1, 0] * a[2, 2] - a[1, 2] * a[2, 0])
            + a[0, 2] * (a[1, 0] * a[2, 1] - a[1, 1] * a[2, 0]),
    };
}
