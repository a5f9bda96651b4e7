using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>The factor at the curvature of a density, and the modes of the locals.</summary>
internal sealed partial class ArrowPattern
{
    /// <summary>The residual, relative to what it started from, at which the slopes of locals are solved for; and the
    /// most steps. They are only a start, whose globals have the right curvature whatever the slopes are.</summary>
    private const double SlopeTolerance = 1e-3;
    private const int MostSlopeSteps = 30;

    /// <summary>Newton's method for the locals: the most steps, the shortest step tried, and the gain in nats, doubled,
    /// that is not worth a step.</summary>
    private const int MostNewtonSteps = 12;
    private const double LeastRate = 1e-3;
    private const double Decrement = 0.01;

    /// <summary>
    /// The member of the pattern nearest to N(point, H⁻¹) in the divergence that the bound measures: L_j L_jᵀ = H_jj⁻¹,
    /// locals follow the globals by their regression, -H_zz⁻¹ H_zg with all locals z together, and the globals have the
    /// curvature that is left. Where H is an arrow it is H⁻¹ itself.
    /// </summary>
    /// <remarks>Costs g + max d_j Hessian-vector products for each plate, whatever the number of groups: one product
    /// gives a column of the block of every group at once. Where groups depend on each other beyond the globals, as
    /// those of crossed plates do, conjugate gradients solve for the slopes, preconditioned by the blocks.</remarks>
    public override double[] AtCurvature(TargetEvaluator evaluator, ReadOnlySpan<double> point)
    {
        int g = _globals.Length;
        double[] factor = new double[Length], at = point.ToArray();
        Blocks(evaluator, at, factor);
        double[][] slopes = [.. _globals.Select(i => Unit(i))];
        double[][] products = evaluator.NegativeHessianProducts(at, slopes);
        Regress(evaluator, at, factor, slopes, products);
        var schur = new double[g * g];
        for (int a = 0; a < g; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                schur[a * g + b] = schur[b * g + a] = 0.5 * (DenseCholesky.InnerProduct(slopes[a], products[b])
                    + DenseCholesky.InnerProduct(slopes[b], products[a]));
            }
        }
        DensePattern.InverseRoot(schur, g).CopyTo(factor, 0);
        foreach (Groups plate in _plates)
        {
            for (int i = 0; i < plate.Places.Length; i++)
            {
                for (int a = 0; a < g; a++)
                {
                    factor[plate.Slopes + i * g + a] = -slopes[a][plate.Places[i]];
                }
            }
        }
        FollowHead(factor);
        return factor;
    }

    /// <summary>Whether, as far as the model's plates tell, the curvature is an arrow: there is one plate.</summary>
    public bool IsWhole => _plates.Length == 1;

    /// <summary>The pattern of the unknowns that remain when some globals are taken out; null where one of those is not
    /// global, or the curvature is no arrow.</summary>
    public ArrowPattern? Without(IReadOnlyList<int> indices, int[] others)
    {
        if (!IsWhole || indices.Any(i => _places[i].Plate >= 0))
        {
            return null;
        }
        var place = new int[Dimension];
        for (int i = 0; i < others.Length; i++)
        {
            place[others[i]] = i;
        }
        return new ArrowPattern(new UnknownStructure(others.Length, [.. _globals.Except(indices).Select(g => place[g])],
            [.. _structure.Plates.Select(p => p with { Places = [.. p.Places.Select(i => place[i])] })]));
    }

    /// <summary>Vectors whose products with an arrow tell all of it: each global, and the k-th local of every group at
    /// once.</summary>
    public double[][] Probes() => [.. _globals.Select(Unit), .. _plates.SelectMany(plate =>
        Enumerable.Range(0, plate.Size).Select(k => Every(plate, k)))];

    /// <summary>The lower triangle of an arrow, like a factor, from its products with the probes.</summary>
    public void Collect(double[][] products, Span<double> matrix)
    {
        int g = _globals.Length, first = g;
        for (int a = 0; a < g; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                matrix[a * g + b] = 0.5 * (products[a][_globals[b]] + products[b][_globals[a]]);
            }
        }
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int i = 0; i < plate.Places.Length; i++)
            {
                for (int a = 0; a < g; a++)
                {
                    matrix[plate.Slopes + i * g + a] = products[a][plate.Places[i]];
                }
                for (int k = 0; k <= i % d; k++)
                {
                    matrix[plate.Scales + i * d + k] = 0.5 * (products[first + k][plate.Places[i]]
                        + products[first + i % d][plate.Places[i / d * d + k]]);
                }
            }
            first += d;
        }
    }

    /// <summary>Moves the locals of a point to their mode given its globals, by Newton's method with the blocks of the
    /// groups; or as far as that gets.</summary>
    public override void MoveToConditionalMode(TargetEvaluator evaluator, double[] point)
    {
        double[] gradient = new double[Dimension], trialGradient = new double[Dimension], factor = new double[Length];
        double value = evaluator.NegativeValueAndGradient(point, gradient);
        for (int step = 0; step < MostNewtonSteps && double.IsFinite(value); step++)
        {
            Blocks(evaluator, point, factor);
            double[] direction = Direction(evaluator, point, factor, gradient);
            double decrement = -DenseCholesky.InnerProduct(direction, gradient), reached = double.NaN;
            if (!(decrement > Decrement))
            {
                return;
            }
            for (double rate = 1; rate > LeastRate && !(reached < value); rate *= 0.5)
            {
                double[] trial = [.. point];
                Add(rate, direction, trial);
                reached = evaluator.NegativeValueAndGradient(trial, trialGradient);
                if (reached < value)
                {
                    trial.CopyTo(point, 0);
                    trialGradient.CopyTo(gradient, 0);
                }
            }
            if (!(reached < value))
            {
                return;
            }
            value = reached;
        }
    }

    /// <summary>Newton's direction for the locals: by their blocks alone where the curvature is an arrow.</summary>
    private double[] Direction(TargetEvaluator evaluator, double[] point, double[] factor, double[] gradient)
    {
        if (IsWhole)
        {
            return Conditioned(factor, gradient);
        }
        double[][] direction = [new double[Dimension]];
        Regress(evaluator, point, factor, direction, [[.. gradient]]);
        return direction[0];
    }

    /// <summary>Fills L_j with L_j L_jᵀ = (H_jj + shift)⁻¹.</summary>
    private void Blocks(TargetEvaluator evaluator, double[] at, double[] factor)
    {
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            double[][] columns = evaluator.NegativeHessianProducts(
                at, [.. Enumerable.Range(0, d).Select(k => Every(plate, k))]);
            var block = new double[d * d];
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                for (int e = 0; e < block.Length; e++)
                {
                    block[e] = 0.5 * (columns[e % d][plate.Places[first + e / d]]
                        + columns[e / d][plate.Places[first + e % d]]);
                }
                DensePattern.InverseRoot(block, d).CopyTo(factor, plate.Scales + first * d);
            }
        }
    }

    /// <summary>Fills the locals of each unit vector of a global with how they follow it, and its product with
    /// H.</summary>
    private void Regress(
        TargetEvaluator evaluator, double[] at, double[] factor, double[][] slopes, double[][] products)
    {
        if (_plates.Length == 0)
        {
            return;
        }
        var search = new double[slopes.Length][];
        double[] size = new double[slopes.Length], initial = new double[slopes.Length];
        for (int a = 0; a < slopes.Length; a++)
        {
            search[a] = Conditioned(factor, products[a]);
            initial[a] = size[a] = -DenseCholesky.InnerProduct(search[a], products[a]);
        }
        for (int step = 0; step < MostSlopeSteps; step++)
        {
            int[] open = [.. Enumerable.Range(0, slopes.Length)
                .Where(a => size[a] > SlopeTolerance * SlopeTolerance * initial[a])];
            if (open.Length == 0)
            {
                return;
            }
            double[][] curved = evaluator.NegativeHessianProducts(at, [.. open.Select(a => search[a])]);
            for (int k = 0; k < open.Length; k++)
            {
                int a = open[k];
                double curvature = DenseCholesky.InnerProduct(search[a], curved[k]);
                if (!(curvature > 0 && double.IsFinite(curvature)))
                {
                    // Not a minimum along here: what was found so far will do.
                    size[a] = 0;
                    continue;
                }
                double rate = size[a] / curvature;
                Add(rate, search[a], slopes[a]);
                Add(rate, curved[k], products[a]);
                double[] next = Conditioned(factor, products[a]);
                double left = -DenseCholesky.InnerProduct(next, products[a]);
                Add(left / size[a], search[a], next);
                (search[a], size[a]) = (next, left);
            }
        }
    }

    /// <summary>Minus the inverse of the blocks of the locals times a vector's locals; zero for the globals.</summary>
    private double[] Conditioned(double[] factor, double[] residual)
    {
        var result = new double[Dimension];
        var group = new double[LargestGroup];
        foreach (Groups plate in _plates)
        {
            int d = plate.Size;
            for (int first = 0; first < plate.Places.Length; first += d)
            {
                Array.Clear(group);
                for (int k = 0; k < d; k++)
                {
                    Add(-residual[plate.Places[first + k]], Scale(factor, plate, first + k, k + 1), group);
                }
                for (int k = 0; k < d; k++)
                {
                    result[plate.Places[first + k]] = DenseCholesky.InnerProduct(
                        Scale(factor, plate, first + k, k + 1), group.AsSpan(0, k + 1));
                }
            }
        }
        return result;
    }

    /// <summary>1 at the k-th local of every group.</summary>
    private double[] Every(Groups plate, int k)
    {
        var probe = new double[Dimension];
        for (int i = k; i < plate.Places.Length; i += plate.Size)
        {
            probe[plate.Places[i]] = 1;
        }
        return probe;
    }

    private double[] Unit(int i)
    {
        var unit = new double[Dimension];
        unit[i] = 1;
        return unit;
    }
}
