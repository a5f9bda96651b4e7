namespace Reparam.Variational;

/// <summary>Normal distributions over fixed draws.</summary>
/// <remarks>
/// First natural-gradient steps: in coordinates where q is standard normal, the gradient of the bound in the matrix of q
/// is the average curvature of log g plus one, so that each step is a Newton step of the whole distribution (Price 1958;
/// Khan and Rue 2023, eq. 13), taken as far as it raises the bound. They come from afar, as from a mode that is not
/// where the mass is. Then L-BFGS to the gradient norm. After each step the coordinates are moved so that q is standard
/// normal again.
/// </remarks>
internal sealed class GaussianFixedDraws(LogDensity target, GaussianFamily family, VariationalObjective objective,
    Coordinates start, FixedDraws settings, int threads)
    : FixedDrawsOptimizer(target, family, objective, start, settings, threads)
{
    private const int NaturalSteps = 60;

    private readonly double[] _standard = new double[family.ParameterCount(target)];

    protected override Approximation Current => new GaussianApproximation(Family.Name, Coordinates);

    /// <summary>Zeros: the coordinates move with q.</summary>
    protected override double[] Parameters
    {
        get => _standard;
        set { }
    }

    protected override FitRound Round(int draws)
    {
        int steps = Shrink(_standard) + NaturalGradient();
        OptimizationResult result = Minimize(_standard);
        MoveTo(Coordinates.Absorb(result.Point.AsSpan()));
        return new FitRound(draws, steps + result.Iterations, -result.Value, result.GradientNorm, double.NaN);
    }

    protected override double Distance(Approximation left, Approximation right)
    {
        double[] sdLeft = left.Coordinates.StandardDeviations(), sdRight = right.Coordinates.StandardDeviations();
        double distance = 0;
        for (int i = 0; i < sdLeft.Length; i++)
        {
            double shift = left.Coordinates.Centre[i] - right.Coordinates.Centre[i];
            distance = Math.Max(distance, Math.Abs(shift) / sdRight[i]);
            distance = Math.Max(distance, Math.Abs(Math.Log(sdLeft[i] / sdRight[i])));
        }
        return distance;
    }

    /// <summary>Natural-gradient steps while they raise the bound by more than what the next rounds will
    /// settle.</summary>
    private int NaturalGradient()
    {
        var gradient = new double[_standard.Length];
        var trial = new double[_standard.Length];
        var shift = new double[Target.Dimension];
        double loss = Loss(_standard, gradient), rate = 1;
        for (int step = 0; step < NaturalSteps; step++)
        {
            if (DenseVector.InfinityNorm(gradient) <= Settings.GradientTolerance)
            {
                return step;
            }
            Coordinates from = Coordinates;
            bool raised = false;
            for (; !raised && rate > 1e-6; rate *= raised ? 1 : 0.25)
            {
                if (Coordinates.Pattern.NaturalStep(gradient, rate, shift) is not { } lower)
                {
                    continue;
                }
                MoveTo(from.Compose(shift, lower));
                double reached = Loss(_standard, trial);
                raised = reached < loss && Array.TrueForAll(trial, double.IsFinite);
                if (raised)
                {
                    double gain = loss - reached;
                    loss = reached;
                    (gradient, trial) = (trial, gradient);
                    if (gain < 1e-4)
                    {
                        return step + 1;
                    }
                }
            }
            if (!raised)
            {
                MoveTo(from);
                return step;
            }
            rate = Math.Min(1, 2 * rate);
        }
        return NaturalSteps;
    }
}
