using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>A normal distribution as x = μ + L ε with a diagonal or a lower triangular L, its elements in one
/// vector.</summary>
internal sealed class GaussianSite
{
    private readonly ProblemTrace _trace;
    private readonly Shape _shape;

    /// <summary>Takes the distribution of a problem apart.</summary>
    public GaussianSite(ProblemTrace trace)
    {
        _trace = trace;
        _shape = trace.Law.BatchShape.Append(trace.Law.EventShape);
        int size = _shape.Size;
        Noise = Tensor.Reshape(trace.Noise[0].Input, [size]);
        Draw = Tensor.StopGradient(Tensor.Reshape(trace.Paths[0], [size]));
        if (trace.Law is Normal normal)
        {
            Loc = Flat(normal.Loc);
            Scale = Flat(normal.Scale);
        }
        else
        {
            var multivariate = (MultivariateNormal)trace.Law;
            Loc = multivariate.Loc;
            Scale = multivariate.ScaleTril;
        }
    }

    /// <summary>μ.</summary>
    public Tensor Loc { get; }

    /// <summary>The diagonal of L as a vector, or L as a matrix.</summary>
    public Tensor Scale { get; }

    /// <summary>Whether L is diagonal.</summary>
    public bool IsDiagonal => _trace.Law is Normal;

    /// <summary>ε.</summary>
    public Tensor Noise { get; }

    /// <summary>x, as numbers.</summary>
    public Tensor Draw { get; }

    /// <summary>Why the distribution is not such a one, or null.</summary>
    public static string? Invalid(ProblemTrace trace) => trace.Problem.Samples > 1
        ? "it is made for one draw, but the bound has several samples. Use DoublyReparameterized."
        : trace.Law is Normal || (trace.Law is MultivariateNormal && trace.Law.BatchShape.Rank == 0) ? null
        : $"it holds for a Normal or a MultivariateNormal without batch axes, but the distribution is " +
            $"{trace.Law.GetType().Name}{(trace.Law is MultivariateNormal ? " with batch axes" : "")}. Use Pathwise " +
            "or ScoreFunction.";

    /// <summary>f at an x in one vector, with θ constant where f names it.</summary>
    public Tensor Value(Tensor x) => _trace.ValueAtConstantParameters(Tensor.Reshape(x, _shape));

    /// <summary>The derivative in θ, from those in μ and in L (its diagonal, or its lower triangle) and the direct
    /// one.</summary>
    public Tensor Gradient(Tensor byLoc, Tensor byScale) =>
        _trace.Chain(Loc, byLoc) + _trace.Chain(Scale, IsDiagonal ? byScale : Tensor.LowerTriangle(byScale))
            + _trace.Direct(_trace.Value(Tensor.Reshape(Draw, _shape)));

    private Tensor Flat(Tensor parameter) => Tensor.Reshape(Tensor.BroadcastTo(parameter, _shape), [_shape.Size]);
}
