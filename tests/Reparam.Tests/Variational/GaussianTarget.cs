namespace Reparam.Tests.Variational;

/// <summary>A normal density with correlations times e^c: everything about its approximation is known in closed
/// form.</summary>
internal sealed class GaussianTarget
{
    public GaussianTarget(int dimension, double correlation, double logEvidence = 0)
    {
        (Dimension, LogEvidence) = (dimension, logEvidence);
        Mean = [.. Enumerable.Range(0, dimension).Select(i => 3 * Math.Sin(i + 1))];
        // Correlations fall with the distance; scales cover two orders of magnitude.
        double[] scale = [.. Enumerable.Range(0, dimension).Select(i => Math.Pow(10, Math.Cos(2 * i)))];
        Covariance = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(dimension, dimension,
            (i, j) => scale[i] * scale[j] * Math.Pow(correlation, Math.Abs(i - j)));
        Precision = Covariance.Inverse();
        Lower = Covariance.Cholesky().Factor.ToArray();
        LogDeterminant = Covariance.Cholesky().DeterminantLn;
    }

    public int Dimension { get; }

    public double LogEvidence { get; }

    public double LogDeterminant { get; }

    public double[] Mean { get; }

    public double[,] Lower { get; }

    public MathNet.Numerics.LinearAlgebra.Matrix<double> Covariance { get; }

    public MathNet.Numerics.LinearAlgebra.Matrix<double> Precision { get; }

    public LogDensity LogDensity => LogDensity.Over(Dimension, x =>
        new Reparam.Distributions.MultivariateNormal(Mean, Lower).LogProb(x) + LogEvidence);

    /// <summary>The standard deviations of the best normal approximation with independent elements: 1 / √Λᵢᵢ.</summary>
    public double[] MeanFieldScales => [.. Enumerable.Range(0, Dimension).Select(i => 1 / Math.Sqrt(Precision[i, i]))];

    /// <summary>What that approximation lacks: its Kullback-Leibler divergence ½ (Σ log Λᵢᵢ + log det Σ).</summary>
    public double MeanFieldDivergence =>
        0.5 * (Enumerable.Range(0, Dimension).Sum(i => Math.Log(Precision[i, i])) + LogDeterminant);

    /// <summary>λ of the full-rank family at the target itself.</summary>
    public double[] FullRankParameters => [
        .. Mean,
        .. Enumerable.Range(0, Dimension).Select(i => Math.Log(Lower[i, i])),
        .. Enumerable.Range(0, Dimension).SelectMany(i => Enumerable.Range(0, i).Select(j => Lower[i, j])),
    ];

    /// <summary>The points ±√n eᵢ: their mean is 0 and their covariance the identity, so that averages of quadratics
    /// over them are exact. [element · 2n + point].</summary>
    public static double[] Cubature(int dimension)
    {
        var points = new double[dimension * 2 * dimension];
        for (int i = 0; i < dimension; i++)
        {
            points[i * 2 * dimension + 2 * i] = Math.Sqrt(dimension);
            points[i * 2 * dimension + 2 * i + 1] = -Math.Sqrt(dimension);
        }
        return points;
    }
}
