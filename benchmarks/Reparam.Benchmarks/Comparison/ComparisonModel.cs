namespace Reparam.Benchmarks.Comparison;

/// <summary>A model of the comparison, with the data that the baselines read.</summary>
/// <param name="LogDensity">Our log joint, or null where it cannot be written yet.</param>
/// <param name="Data">The data block of its Stan program, whose parameters stand in the order of our unknowns.</param>
/// <param name="Typical">A point of the posterior's mass, about which to time; null for the origin.</param>
internal sealed record ComparisonModel(
    LogDensity? LogDensity, IReadOnlyList<StanVariable> Data, double[]? Typical = null)
{
    /// <summary>Points about the typical one, the same in every run: [element · draws + draw].</summary>
    public double[] Points(int dimension, int draws)
    {
        var points = new double[dimension * draws];
        for (int i = 0; i < points.Length; i++)
        {
            double wave = Math.Sin(0.7 * i + 1);
            points[i] = Typical is null ? 0.5 * wave : Typical[i / draws] + 0.02 * wave;
        }
        return points;
    }
}
