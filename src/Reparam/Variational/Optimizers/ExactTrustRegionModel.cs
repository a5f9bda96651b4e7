using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>The trust-region problem with a dense Hessian, solved to a relative accuracy of a tenth in |s|.</summary>
/// <remarks>
/// The minimiser solves (H + λI) s = −g with H + λI positive semidefinite, λ ≥ 0 and λ(Δ − |s|) = 0. λ = 0 is tried
/// first, so a step in the interior is the Newton step to rounding error; else Newton's method on 1/Δ − 1/|s(λ)| finds
/// λ between bounds that every factorisation tightens. In the hard case (g almost orthogonal to the
/// lowest eigenvector) a multiple of an approximate null vector of H + λI is added. Source: Moré and Sorensen (1983),
/// "Computing a trust region step"; Conn, Gould and Toint (2000), "Trust-region methods", algorithm 7.3.4.
/// </remarks>
internal sealed class ExactTrustRegionModel(int dimension) : TrustRegionModel
{
    private const double RadiusAccuracy = 0.1;
    private const double HardCaseAccuracy = 0.2;
    private const int LargestSearch = 100;

    private readonly double[] _hessian = new double[dimension * dimension];
    private readonly double[] _lower = new double[dimension * dimension];
    private readonly double[] _work = new double[dimension];
    private readonly double[] _nullVector = new double[dimension];

    public HessianMatrix? Hessian { get; set; }

    public override bool MoveTo(ReadOnlySpan<double> point)
    {
        Hessian!(point, _hessian);
        return double.IsFinite(DenseVector.InfinityNorm(_hessian));
    }

    public override bool MayBeIndefinite()
    {
        if (DenseCholesky.TryFactor(_hessian, 0, _lower, dimension))
        {
            return false;
        }

        // A zero eigenvalue, as of a flat direction, is no reason to go on; a negative one beyond rounding is.
        double allowance = 1e-10 * MaximumRowSum();
        return !DenseCholesky.TryFactor(_hessian, allowance, _lower, dimension) && allowance > 0;
    }

    public override double Decrease(ReadOnlySpan<double> gradient, ReadOnlySpan<double> step)
    {
        double quadratic = 0;
        for (int i = 0; i < dimension; i++)
        {
            quadratic += step[i] * DenseVector.Dot(_hessian.AsSpan(i * dimension, dimension), step);
        }

        return -DenseVector.Dot(gradient, step) - (0.5 * quadratic);
    }

    public override bool TryMinimize(ReadOnlySpan<double> gradient, double radius, Span<double> step)
    {
        if (TryStep(gradient, 0, step) && DenseVector.Norm(step) <= radius)
        {
            return true;
        }

        if (double.IsPositiveInfinity(radius))
        {
            return false;
        }

        double gradientNorm = DenseVector.Norm(gradient);
        double bound = MaximumRowSum();
        double lowest = Math.Max(Math.Max(0, -SmallestDiagonal()), (gradientNorm / radius) - bound);

        // Gershgorin's bound, widened so that H + λI is positive definite beyond rounding at the upper end.
        double highest = (gradientNorm / radius) + (1.01 * bound);
        double multiplier = lowest;
        bool found = false;
        for (int search = 0; search < LargestSearch; search++)
        {
            if (!TryStep(gradient, multiplier, step))
            {
                lowest = Math.Max(lowest, multiplier);
                multiplier = Between(lowest, highest);
                continue;
            }

            found = true;
            double length = DenseVector.Norm(step);
            if (Math.Abs(length - radius) <= RadiusAccuracy * radius || (multiplier == 0 && length <= radius))
            {
                break;
            }

            double newton = multiplier + SecularCorrection(step, length, radius);
            if (length > radius)
            {
                lowest = Math.Max(lowest, multiplier);
            }
            else
            {
                double lowestEigenvalue = ApproximateNullVector();
                double multiple = ToBoundary(step, _nullVector, radius);
                double shifted = DenseVector.Dot(gradient, step);
                if (multiple * multiple * lowestEigenvalue <=
                    HardCaseAccuracy * (-shifted + (multiplier * radius * radius)))
                {
                    DenseVector.Combine(step, multiple, _nullVector, step);
                    break;
                }

                highest = Math.Min(highest, multiplier);
                lowest = Math.Max(lowest, multiplier - lowestEigenvalue);
            }

            multiplier = newton > lowest && newton < highest ? newton : Between(lowest, highest);
            if (highest - lowest <= 4 * Tolerances.MachineEpsilon * highest)
            {
                break;
            }
        }

        // Whatever ended the search, the step is the minimiser for its own length once it lies within the radius.
        double finalLength = DenseVector.Norm(step);
        if (finalLength > radius)
        {
            DenseVector.Scale(step, radius / finalLength);
        }

        return found && double.IsFinite(finalLength);
    }

    private static double Between(double lowest, double highest) =>
        Math.Max(Math.Sqrt(lowest * highest), lowest + (0.01 * (highest - lowest)));

    // s = −(H + λI)⁻¹ g; leaves the factor in _lower.
    private bool TryStep(ReadOnlySpan<double> gradient, double multiplier, Span<double> step)
    {
        if (!DenseCholesky.TryFactor(_hessian, multiplier, _lower, dimension))
        {
            return false;
        }

        gradient.CopyTo(step);
        DenseCholesky.Solve(_lower, step);
        DenseVector.Scale(step, -1);
        return double.IsFinite(DenseVector.InfinityNorm(step));
    }

    // Newton's correction of λ for 1/Δ − 1/|s(λ)| = 0, with |L⁻¹s|² = sᵀ(H + λI)⁻¹s.
    private double SecularCorrection(ReadOnlySpan<double> step, double length, double radius)
    {
        step.CopyTo(_work);
        DenseCholesky.SolveLower(_lower, _work);
        double ratio = length / DenseVector.Norm(_work);
        return ratio * ratio * ((length - radius) / radius);
    }

    // A unit vector u with |Lᵀu| small, by the LINPACK estimator: solve L w = e with each eᵢ = ±1 chosen to make w
    // large, then Lᵀ v = w (Golub and Van Loan 2013, section 3.5.4). Returns uᵀ(H + λI)u.
    private double ApproximateNullVector()
    {
        Span<double> partial = _work;
        partial.Clear();
        for (int i = 0; i < dimension; i++)
        {
            double pivot = _lower[(i * dimension) + i];
            double plus = (1 - partial[i]) / pivot;
            double minus = (-1 - partial[i]) / pivot;
            double growthPlus = Math.Abs(plus);
            double growthMinus = Math.Abs(minus);
            for (int j = i + 1; j < dimension; j++)
            {
                double below = _lower[(j * dimension) + i];
                growthPlus += Math.Abs(partial[j] + (below * plus));
                growthMinus += Math.Abs(partial[j] + (below * minus));
            }

            double chosen = growthPlus >= growthMinus ? plus : minus;
            _nullVector[i] = chosen;
            for (int j = i + 1; j < dimension; j++)
            {
                partial[j] += _lower[(j * dimension) + i] * chosen;
            }
        }

        double before = DenseVector.Norm(_nullVector);
        DenseCholesky.SolveLowerTransposed(_lower, _nullVector);
        double after = DenseVector.Norm(_nullVector);
        DenseVector.Scale(_nullVector, 1 / after);
        return before / after * (before / after);
    }

    // The smaller root τ of |s + τu| = Δ for a unit vector u and |s| ≤ Δ.
    private static double ToBoundary(ReadOnlySpan<double> step, ReadOnlySpan<double> direction, double radius)
    {
        double along = DenseVector.Dot(step, direction);
        double missing = (radius * radius) - DenseVector.Dot(step, step);
        double root = Math.Sqrt((along * along) + missing);
        return along >= 0 ? missing / (along + root) : -missing / (root - along);
    }

    private double SmallestDiagonal()
    {
        double smallest = double.PositiveInfinity;
        for (int i = 0; i < dimension; i++)
        {
            smallest = Math.Min(smallest, _hessian[(i * dimension) + i]);
        }

        return smallest;
    }

    // Gershgorin: no eigenvalue exceeds the largest absolute row sum.
    private double MaximumRowSum()
    {
        double largest = 0;
        for (int i = 0; i < dimension; i++)
        {
            double sum = 0;
            foreach (double element in _hessian.AsSpan(i * dimension, dimension))
            {
                sum += Math.Abs(element);
            }

            largest = Math.Max(largest, sum);
        }

        return largest;
    }
}
