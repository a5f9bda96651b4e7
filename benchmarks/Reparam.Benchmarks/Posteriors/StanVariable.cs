namespace Reparam.Benchmarks.Posteriors;

/// <summary>A variable of a Stan program's data block.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInteger">Whether it is declared <c>int</c>.</param>
/// <param name="Dimensions">Its lengths; none for a number.</param>
/// <param name="Values">Its elements, the last index fastest.</param>
internal sealed record StanVariable(string Name, bool IsInteger, int[] Dimensions, double[] Values)
{
    public static StanVariable Integer(string name, int value) => new(name, true, [], [value]);

    public static StanVariable Integers(string name, IEnumerable<double> values) => Vector(name, true, [.. values]);

    public static StanVariable Real(string name, double value) => new(name, false, [], [value]);

    public static StanVariable Reals(string name, double[] values) => Vector(name, false, values);

    public static StanVariable Matrix(string name, int rows, double[] values) =>
        new(name, false, [rows, values.Length / rows], values);

    /// <summary>Two lines: type, name, rank and lengths; then the elements, the first index fastest, as Stan reads
    /// them.</summary>
    public void Write(TextWriter output)
    {
        output.Write(FormattableString.Invariant($"{(IsInteger ? "int" : "real")} {Name} {Dimensions.Length}"));
        foreach (int length in Dimensions)
        {
            output.Write(FormattableString.Invariant($" {length}"));
        }
        output.Write('\n');
        int rows = Dimensions.Length == 2 ? Dimensions[0] : Values.Length, columns = Values.Length / rows;
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                output.Write(FormattableString.Invariant($"{Values[row * columns + column]:R} "));
            }
        }
        output.Write('\n');
    }

    private static StanVariable Vector(string name, bool isInteger, double[] values) =>
        new(name, isInteger, [values.Length], values);
}
