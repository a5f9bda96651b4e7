namespace Reparam.Variational;

/// <summary>What <see cref="FixedDrawsOptimizer"/> carries from round to round.</summary>
/// <param name="Draws">Those of the next round, or of the last.</param>
/// <param name="Rounds">The rounds so far.</param>
/// <param name="Problem">What is wrong with the last of them, or null.</param>
/// <param name="Coordinates">Those of the parameters.</param>
/// <param name="Parameters">λ.</param>
/// <param name="Evaluations">Evaluations so far.</param>
/// <param name="Work">The work counted of the plan so far.</param>
/// <param name="IsDone">Whether there is no next round.</param>
internal sealed record FixedDrawsState(int Draws, IReadOnlyList<FitRound> Rounds, string? Problem,
    Coordinates Coordinates, double[] Parameters, long Evaluations, long Work, bool IsDone)
{
    /// <summary>The state in a checkpoint; null where there is none.</summary>
    public static FixedDrawsState? Find(FitCheckpoint? checkpoint, string name, FactorPattern pattern)
    {
        using BinaryReader? reader = checkpoint?.Find(name);
        return reader is null ? null : new FixedDrawsState(reader.ReadInt32(), reader.ReadRounds(),
            reader.ReadOptional(), reader.ReadCoordinates(pattern), reader.ReadNumbers(), reader.ReadInt64(),
            reader.ReadInt64(), reader.ReadBoolean());
    }

    /// <summary>Puts the state in a checkpoint.</summary>
    public void Save(FitCheckpoint? checkpoint, string name)
    {
        checkpoint?.Set(name, writer =>
        {
            writer.Write(Draws);
            writer.Write(Rounds);
            writer.WriteOptional(Problem);
            writer.Write(Coordinates);
            writer.WriteNumbers(Parameters);
            writer.Write(Evaluations);
            writer.Write(Work);
            writer.Write(IsDone);
        });
        checkpoint?.Save();
    }
}
