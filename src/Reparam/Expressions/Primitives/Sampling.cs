namespace Reparam.Primitives;

/// <summary>From a uniform number and the parameters of one distribution to a draw.</summary>
internal delegate double Quantile(double probability, ReadOnlySpan<double> parameters);

/// <summary>The primitives of draws that have no path: derivatives through them are refused by name, as 0 would be
/// wrong.</summary>
internal static unsafe class Sampling
{
    /// <summary>A draw found number by number by its quantile function: operands are the probability and the
    /// parameters, all of one shape; the attribute tells the function and who speaks in errors.</summary>
    public static readonly Primitive Draw = new("draw")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, _, _) => throw NoPath(((Source)result.Attributes!).Distribution),
        Kernel = static node => QuantileKernel(node),
        Regularity = Regularity.Discontinuous,
    };

    /// <summary>A draw composed of other operations.</summary>
    public static readonly Primitive Pathless = new("pathless")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (result, _, _) => throw NoPath(((Source)result.Attributes!).Distribution),
        Kernel = Rearrangements.CopyKernel<double>,
        SingleKernel = Rearrangements.CopyKernel<float>,
        Regularity = Regularity.Discontinuous,
        IsElementwise = true,
    };

    /// <summary>The draw at given probabilities.</summary>
    /// <param name="distribution">Who speaks when a derivative is refused.</param>
    /// <param name="quantile">From a probability and one number of each parameter to the draw.</param>
    /// <param name="probability">Uniform noise.</param>
    /// <param name="parameters">The parameters, which broadcast with it.</param>
    public static Tensor FromUniform(
        string distribution, Quantile quantile, Tensor probability, params Tensor[] parameters)
    {
        Shape shape = parameters.Aggregate(probability.Shape, static (s, p) => Shape.Broadcast(s, p.Shape));
        return new(Draw, new Source(distribution, quantile),
            [.. parameters.Prepend(probability).Select(p => Tensor.BroadcastTo(p, shape))]);
    }

    /// <summary>A draw whose derivatives are refused.</summary>
    public static Tensor WithoutPath(string distribution, Tensor draw) =>
        new(Pathless, new Source(distribution, null), draw);

    private sealed record Source(string Distribution, Quantile? Quantile);

    private static NotSupportedException NoPath(string distribution) => new(
        $"A draw of {distribution} was differentiated, but it has no differentiable sampling path: its derivative " +
        "would be 0 and wrong. Put the draw into StopGradient and use an estimator that needs no path, such as the " +
        "score function.");

    private static Kernel QuantileKernel(Tensor node)
    {
        int size = node.Size;
        bool[] varies = [.. node.Operands.Select(static o => o.Varies)];
        Quantile quantile = ((Source)node.Attributes!).Quantile!;
        return (in KernelArguments a) =>
        {
            Span<double> parameters = stackalloc double[varies.Length - 1];
            for (int e = 0; e < size; e++)
            {
                for (int lane = 0; lane < a.Lanes; lane++)
                {
                    for (int p = 0; p < parameters.Length; p++)
                    {
                        parameters[p] = At(a.Operands[p + 1], varies[p + 1], e, lane, a.Lanes);
                    }
                    a.Result[(long)e * a.Lanes + lane] =
                        quantile(At(a.Operands[0], varies[0], e, lane, a.Lanes), parameters);
                }
            }
        };
    }

    private static double At(double* operand, bool varies, int element, int lane, int lanes) =>
        varies ? operand[(long)element * lanes + lane] : operand[element];
}
