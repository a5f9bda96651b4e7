namespace Reparam.Variational;

/// <summary>What states are made of, to the bit.</summary>
internal static class CheckpointValues
{
    public static void WriteNumbers(this BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        foreach (double value in values)
        {
            writer.Write(value);
        }
    }

    public static double[] ReadNumbers(this BinaryReader reader)
    {
        var values = new double[reader.ReadInt32()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadDouble();
        }
        return values;
    }

    public static void Write(this BinaryWriter writer, Coordinates coordinates)
    {
        writer.WriteNumbers(coordinates.Centre);
        writer.WriteNumbers(coordinates.Factor);
    }

    public static Coordinates ReadCoordinates(this BinaryReader reader, FactorPattern pattern) =>
        new(reader.ReadNumbers(), reader.ReadNumbers(), pattern);

    public static void Write(this BinaryWriter writer, IReadOnlyList<PosteriorMode> modes)
    {
        writer.Write(modes.Count);
        foreach (PosteriorMode mode in modes)
        {
            writer.Write(mode.Coordinates);
            writer.Write(mode.LogDensity);
            writer.Write(mode.LogMass);
        }
    }

    public static IReadOnlyList<PosteriorMode> ReadModes(this BinaryReader reader, int dimension)
    {
        var modes = new List<PosteriorMode>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            modes.Add(new PosteriorMode(
                reader.ReadCoordinates(new DensePattern(dimension)), reader.ReadDouble(), reader.ReadDouble()));
        }
        return modes;
    }

    public static void WriteOptional(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        writer.Write(text ?? "");
    }

    public static string? ReadOptional(this BinaryReader reader)
    {
        bool isThere = reader.ReadBoolean();
        string text = reader.ReadString();
        return isThere ? text : null;
    }

    public static void Write(this BinaryWriter writer, IReadOnlyList<FitRound> rounds)
    {
        writer.Write(rounds.Count);
        foreach (FitRound round in rounds)
        {
            writer.Write(round.Draws);
            writer.Write(round.Iterations);
            writer.WriteNumbers([round.Elbo, round.GradientNorm, round.MonteCarloError]);
        }
    }

    public static List<FitRound> ReadRounds(this BinaryReader reader)
    {
        var rounds = new List<FitRound>();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            (int draws, int iterations) = (reader.ReadInt32(), reader.ReadInt32());
            double[] numbers = reader.ReadNumbers();
            rounds.Add(new FitRound(draws, iterations, numbers[0], numbers[1], numbers[2]));
        }
        return rounds;
    }
}
