namespace Reparam.Benchmarks;

/// <summary>A model to be timed.</summary>
/// <param name="Name">Its name, with its data.</param>
/// <param name="Model">The model.</param>
/// <param name="HandWritten">The same log joint written by hand.</param>
/// <param name="Target">Nanoseconds per draw that the interpreter must not exceed, or null.</param>
public sealed record BenchmarkModel(string Name, Model Model, IHandWritten HandWritten, double? Target)
{
    /// <summary>All models.</summary>
    public static IReadOnlyList<BenchmarkModel> All() =>
    [
        EightSchools.Create(), WellsLogistic.Create(), TitanicLogistic.Create(), RadonIntercepts.Create(),
        LinearRegression.Create(rows: 1330), LinearRegression.Create(rows: 5000),
        Garch.Create(), HiddenMarkov.Create(),
    ];

    /// <summary>The number of unknowns.</summary>
    public int Dimension => Model.LogDensity.Dimension;

    /// <summary>Points about the origin, the same in every run: [element · draws + draw].</summary>
    public double[] Points(int draws)
    {
        var points = new double[Dimension * draws];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = 0.5 * Math.Sin(0.7 * i + 1);
        }
        return points;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
