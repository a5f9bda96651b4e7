using Reparam.Execution;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>An optimum over fixed draws, with all that is needed to say how it answers to changes.</summary>
/// <remarks>
/// <para>With λ the parameters, ℓ(λ; ε) minus the objective over draws ε, H its Hessian at the optimum and F(λ) the
/// mean of f over the draws, the optimum moves by H⁻¹∇F as t f is added to the log density, and E_q[f] by ∇Fᵀ H⁻¹ ∇F
/// (Giordano, Broderick and Jordan 2018).</para>
/// <para>Other draws ε′ have the gradient g′ = ∇ℓ(λ; ε′) where these have none, so that their optimum lies at λ - H⁻¹g′
/// and their mean at F′(λ) - ∇Fᵀ H⁻¹ g′, to first order. Giordano, Ingram and Broderick (2023, section 3.3) take the
/// covariance of g′ from that of single draws, which holds for independent ones. Draws here are scrambled Sobol points
/// with matched moments, anything but independent, and err much less; so the scatter is taken from whole sets of draws,
/// scrambled anew. It holds for any kind of draws, and costs a gradient for each set.</para>
/// </remarks>
/// <param name="Target">The log density.</param>
/// <param name="Family">The family.</param>
/// <param name="Objective">What is maximal.</param>
/// <param name="Coordinates">The coordinates of the parameters.</param>
/// <param name="Parameters">λ.</param>
/// <param name="Key">Of the draws of the optimum.</param>
/// <param name="Draws">Their number.</param>
/// <param name="Threads">The most threads to use.</param>
internal sealed record OptimumResponse(LogDensity Target, VariationalFamily Family, VariationalObjective Objective,
    Coordinates Coordinates, double[] Parameters, RandomKey Key, int Draws, int Threads)
{
    /// <summary>Sets of draws from which the scatter is taken: its standard deviation has an error of 13 %.</summary>
    public const int Replicates = 32;

    /// <summary>The most parameters for which the Hessian is written out.</summary>
    private const int DenseLimit = 1024;

    /// <summary>About the products that conjugate gradients take for one number.</summary>
    private const int ProductsEach = 16;

    /// <summary>The responses of the numbers whose names, or the names of whose sites, are given; of all where none
    /// are.</summary>
    public IReadOnlyList<LinearResponse> Of(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var (quantities, gradients) = Quantities(names);
        int count = quantities.Sum(q => q.Value.Size);
        DensityExecutor loss = Executor(
            LossExpression.Gradient(Target, Family, Objective, Coordinates.Pattern), Noise(Key));
        loss.Run(cancellation);
        double[] residual = loss.Shared(1).ToArray();
        double[] means = Means(gradients, Noise(Key)), squares = gradients.Squares(means);
        var slopes = new double[count][];
        for (int i = 0; i < count; i++)
        {
            slopes[i] = gradients.Slope(i);
        }
        double[][] directions = Solve(slopes, cancellation);
        // Each replicate: the value of the mean over it, and where its optimum would be.
        var values = new double[Replicates][];
        for (int replicate = 0; replicate < Replicates; replicate++)
        {
            double[][] noise = Noise(Key.Fold("replicate").Fold((ulong)replicate));
            Set(loss, noise);
            loss.Run(cancellation);
            ReadOnlySpan<double> gradient = loss.Shared(1);
            values[replicate] = Means(gradients, noise);
            for (int i = 0; i < count; i++)
            {
                values[replicate][i] -= DenseVector.Dot(directions[i], gradient);
            }
        }
        var responses = new List<LinearResponse>(names.Count);
        int next = 0;
        foreach (Quantity quantity in quantities)
        {
            foreach (string name in quantity.ElementNames)
            {
                if (IsWanted(names, quantity.Name, name))
                {
                    // The optimiser stopped a little short of the optimum: Newton's step goes the rest of the way.
                    responses.Add(new LinearResponse(name,
                        means[next] - DenseVector.Dot(directions[next], residual),
                        Math.Sqrt(squares[next]),
                        Math.Sqrt(DenseVector.Dot(slopes[next], directions[next])),
                        Scatter(values, next)));
                }
                next++;
            }
        }
        return responses;
    }

    private static bool IsWanted(IReadOnlyList<string> names, string site, string element) =>
        names.Count == 0 || names.Contains(site) || names.Contains(element);

    private static double Scatter(double[][] values, int i)
    {
        double mean = values.Average(v => v[i]);
        return Math.Sqrt(values.Sum(v => (v[i] - mean) * (v[i] - mean)) / (values.Length - 1));
    }

    private (IReadOnlyList<Quantity> Quantities, MeansOfQuantities Means) Quantities(IReadOnlyList<string> names)
    {
        var loss = new LossExpression(Target, Family, Objective, Coordinates.Pattern);
        IReadOnlyList<Quantity> all = Target.Quantities(loss.Terms.Strata(0)[0].Value);
        foreach (string name in names)
        {
            if (!all.Any(q => q.Name == name || q.ElementNames.Contains(name)))
            {
                throw new KeyNotFoundException(
                    $"There is no '{name}' in this posterior. It holds: " +
                    $"{string.Join(", ", all.Take(20).Select(q => q.Name))}.");
            }
        }
        int[] wanted = [.. Enumerable.Range(0, all.Count)
            .Where(i => all[i].ElementNames.Any(e => IsWanted(names, all[i].Name, e)))];
        var means = new MeansOfQuantities(loss, draw =>
        {
            IReadOnlyList<Quantity> found = Target.Quantities(draw.Value);
            return [.. wanted.Select(i => Tensor.Spread(found[i].Value))];
        }, wanted.Length);
        return ([.. wanted.Select(i => all[i])], means);
    }

    private double[][] Noise(RandomKey key) =>
        FixedNoise.Make(key, Objective.PointsPerDraw, Draws, Coordinates.Pattern);

    private double[] Means(MeansOfQuantities means, double[][] noise)
    {
        if (means.Executor is null)
        {
            means.Executor = new Executor(means.Plan, Draws, Threads);
            means.Executor.SetShared(0, Parameters);
            means.Executor.SetShared(1, Coordinates.Centre);
            means.Executor.SetShared(2, Coordinates.Factor);
            means.Begin();
        }
        for (int point = 0; point < noise.Length; point++)
        {
            means.Executor.SetByDraw(3 + point, noise[point]);
        }
        return means.Run();
    }

    /// <summary>H⁻¹ b for each b.</summary>
    private double[][] Solve(double[][] slopes, CancellationToken cancellation)
    {
        int size = Parameters.Length;
        double[][] noise = Noise(Key);
        DensityExecutor products = Executor(
            LossExpression.Products(Target, Family, Objective, Coordinates.Pattern), noise);
        void Product(ReadOnlySpan<double> v, Span<double> result)
        {
            products.SetShared(3 + noise.Length, v);
            products.Run(cancellation);
            products.Shared(0).CopyTo(result);
        }
        if (size <= DenseLimit && slopes.Length * ProductsEach >= size)
        {
            return Dense(slopes, Product);
        }
        var directions = new double[slopes.Length][];
        for (int i = 0; i < slopes.Length; i++)
        {
            directions[i] = ConjugateGradients.Solve(Product, slopes[i]) ?? throw NotAnOptimum();
        }
        return directions;
    }

    private static double[][] Dense(double[][] slopes, SymmetricProduct product)
    {
        int size = slopes[0].Length;
        var hessian = new double[size * size];
        var unit = new double[size];
        for (int i = 0; i < size; i++)
        {
            unit[i] = 1;
            product(unit, hessian.AsSpan(i * size, size));
            unit[i] = 0;
        }
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                hessian[i * size + j] = 0.5 * (hessian[i * size + j] + hessian[j * size + i]);
            }
        }
        var factor = new double[size * size];
        if (!Numerics.DenseCholesky.TryFactor(hessian, 0, factor, size))
        {
            throw NotAnOptimum();
        }
        return [.. slopes.Select(b =>
        {
            double[] direction = [.. b];
            Numerics.DenseCholesky.Solve(factor, direction);
            return direction;
        })];
    }

    private static FitException NotAnOptimum() => new(
        "Linear response: the objective over the draws is not curved downwards in every direction where the " +
        "optimiser stopped. Fit with a smaller FixedDraws.GradientTolerance, or with more draws; parameters that the " +
        "density does not depend on have no response.");

    private DensityExecutor Executor(DensityPlan plan, double[][] noise)
    {
        var executor = new DensityExecutor(plan, Draws, Threads);
        executor.SetShared(0, Parameters);
        executor.SetShared(1, Coordinates.Centre);
        executor.SetShared(2, Coordinates.Factor);
        Set(executor, noise);
        return executor;
    }

    private static void Set(DensityExecutor executor, double[][] noise)
    {
        for (int point = 0; point < noise.Length; point++)
        {
            executor.SetByDraw(3 + point, noise[point]);
        }
    }
}
