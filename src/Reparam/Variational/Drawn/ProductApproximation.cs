using Reparam.Execution;
using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A member of a <see cref="ProductFamily"/>.</summary>
internal sealed class ProductApproximation(
    LogDensity target, ProductFamily family, Coordinates coordinates, double[] parameters,
    DefensiveNoise? defence = null)
    : DrawnApproximation(family.Name)
{
    private ExecutionPlan? _draw, _densities;

    /// <summary>Those that the continuous part was fitted in.</summary>
    public override Coordinates Coordinates { get; } = coordinates;

    /// <summary>The family.</summary>
    public ProductFamily Family => family;

    /// <summary>The continuous part by itself.</summary>
    public Approximation Continuous => family.Continuous.Fitted(family.Held, Coordinates,
        parameters.AsSpan(0, family.Continuous.ParameterCount(family.Held)));

    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        double[] noise = QuasiMonteCarlo.Normal(key, target.Dimension, count);
        double[] changes = Defend(key, noise, count);
        double[][] drawn = Run(_draw ??= DrawPlan(), noise, [target.Dimension, 1], count, threads);
        for (int d = 0; d < changes.Length; d++)
        {
            drawn[1][d] += changes[d];
        }
        return (drawn[0], drawn[1]);
    }

    /// <summary>The same with noise of the continuous part that is spread wider in part.</summary>
    public override Approximation Defended => new ProductApproximation(
        target, family, Coordinates, parameters, new DefensiveNoise(family.Held.Dimension));

    public override IReadOnlyList<ProductApproximation> Parts => [this];

    public override double[] LogDensities(double[] points, int count, int threads)
    {
        double[][] found = Run(_densities ??= DensityPlan(), points, [1, 1], count, threads);
        for (int d = 0; d < count; d++)
        {
            found[0][d] += Change(found[1][d]);
        }
        return found[0];
    }

    /// <summary>Spreads noise wider, and tells by what that changes its log density.</summary>
    private double[] Defend(RandomKey key, double[] noise, int count)
    {
        if (defence is not { } own)
        {
            return [];
        }
        double[] scale = new double[count], squares = new double[count];
        QuasiMonteCarlo.FillUniform(key, target.Dimension, count, scale);
        for (int i = 0; i < family.Held.Dimension * count; i++)
        {
            noise[i] *= own.Scale(scale[i % count]);
            squares[i % count] += noise[i] * noise[i];
        }
        return [.. squares.Select(Change)];
    }

    /// <summary>By what wider noise changes the log density of noise of a squared length.</summary>
    private double Change(double square) =>
        defence is { } own ? own.LogDensity(square) + family.Held.Dimension * HalfLogTwoPi + 0.5 * square : 0;

    private ExecutionPlan DrawPlan()
    {
        Tensor epsilon = Tensor.Input("noise", [target.Dimension], varies: true),
            lambda = Tensor.Input("parameters", [parameters.Length]);
        var draw = new ProductDraw(family, Coordinates.Map(), lambda, epsilon);
        return ExecutionPlan.Create([epsilon, lambda],
            [Tensor.Spread(draw.Value), Tensor.Spread(draw.Continuous.LogDensity + draw.LogProb)]);
    }

    private ExecutionPlan DensityPlan()
    {
        Tensor x = Tensor.Input("x", [target.Dimension], varies: true),
            lambda = Tensor.Input("parameters", [parameters.Length]);
        var (logDensity, square) = ProductDraw.At(family, Coordinates.Map(), lambda, x);
        return ExecutionPlan.Create([x, lambda], [Tensor.Spread(logDensity), Tensor.Spread(square)]);
    }

    private double[][] Run(ExecutionPlan plan, double[] varying, int[] sizes, int count, int threads)
    {
        var executor = new Executor(plan, count, threads);
        executor.BindInput(0, varying);
        executor.SetShared(1, parameters);
        executor.Run(default);
        double[][] results = [.. sizes.Select((size, i) =>
        {
            var result = new double[size * count];
            executor.CopyByDraw(i, result);
            return result;
        })];
        executor.Release();
        return results;
    }
}
