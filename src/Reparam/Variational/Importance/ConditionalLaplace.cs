namespace Reparam.Variational;

/// <summary>
/// Approximates the posterior where the values of some unknowns are given: the others are normal around their
/// conditional mode, with the curvature there (Tierney and Kadane 1986; the nodes of Rue, Martino and Chopin 2009).
/// </summary>
internal sealed class ConditionalLaplace
{
    private const int NewtonSteps = 12;

    /// <summary>Newton's method ends when the next step would gain less than half of this, in nats.</summary>
    private const double Decrement = 0.02;

    private readonly TargetEvaluator _evaluator;
    private readonly int[] _given;
    private readonly int[] _rest;
    private readonly ConditionalCurvature _curvature;

    /// <param name="evaluator">Values, gradients and curvature of log g.</param>
    /// <param name="given">The unknowns whose values are given.</param>
    public ConditionalLaplace(TargetEvaluator evaluator, GivenUnknowns given)
    {
        (_evaluator, _given, _rest) = (evaluator, given.Indices, given.Others);
        _curvature = given.OtherPattern is { } pattern
            ? new ArrowConditionalCurvature(evaluator, _given, _rest, pattern)
            : new DenseConditionalCurvature(evaluator, _given, _rest);
    }

    /// <summary>The node at the values that a point has for the given unknowns; null where there is no conditional
    /// mode.</summary>
    /// <param name="point">All unknowns: the others start the search.</param>
    /// <param name="near">A node whose mode starts it instead, or null.</param>
    public ConditionalNode? At(ReadOnlySpan<double> point, ConditionalNode? near = null)
    {
        int m = _rest.Length, h = _given.Length;
        double[] x = point.ToArray();
        for (int i = 0; near is not null && i < m; i++)
        {
            x[_rest[i]] = near.Mode[i];
        }
        if (Climb(x) is not { } value)
        {
            return null;
        }
        // -A_rr⁻¹ A_rg.
        var slope = new double[m * h];
        var column = new double[m];
        for (int j = 0; j < h; j++)
        {
            _curvature.Mixed(j, column);
            _curvature.Solve(column);
            for (int i = 0; i < m; i++)
            {
                slope[i * h + j] = -column[i];
            }
        }
        double logMarginal = -value - 0.5 * _curvature.LogDeterminant;
        return _curvature.Root() is { } root
            ? new ConditionalNode([.. _given.Select(g => x[g])], [.. _rest.Select(r => x[r])], slope, root, logMarginal)
            {
                Pattern = _curvature.Pattern,
            }
            : null;
    }

    /// <summary>Newton's method for -log g, with a shift of the curvature where it is not positive and shorter steps
    /// where the whole one does not lower the value; the value reached, or null.</summary>
    private double? Climb(double[] x)
    {
        int n = x.Length;
        double[] gradient = new double[n], trialGradient = new double[n], trial = new double[n];
        var direction = new double[_rest.Length];
        double value = _evaluator.NegativeValueAndGradient(x, gradient);
        for (int step = 0; step < NewtonSteps && double.IsFinite(value); step++)
        {
            if (_curvature.Factor(x) is not { } shift)
            {
                return null;
            }
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] = -gradient[_rest[i]];
            }
            _curvature.Solve(direction);
            double decrement = 0;
            for (int i = 0; i < direction.Length; i++)
            {
                decrement -= direction[i] * gradient[_rest[i]];
            }
            if (shift == 0 && decrement < Decrement)
            {
                // The step is known: to take it costs nothing, but its end is not evaluated again.
                for (int i = 0; i < direction.Length; i++)
                {
                    x[_rest[i]] += direction[i];
                }
                return value - 0.5 * decrement;
            }
            double rate = 1, reached = double.NaN;
            for (; rate > 1e-4; rate *= 0.5)
            {
                x.CopyTo(trial, 0);
                for (int i = 0; i < direction.Length; i++)
                {
                    trial[_rest[i]] += rate * direction[i];
                }
                reached = _evaluator.NegativeValueAndGradient(trial, trialGradient);
                if (reached < value)
                {
                    break;
                }
            }
            if (!(reached < value))
            {
                return null;
            }
            value = reached;
            trial.CopyTo(x, 0);
            trialGradient.CopyTo(gradient, 0);
        }
        return null;
    }
}
