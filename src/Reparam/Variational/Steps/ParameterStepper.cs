namespace Reparam.Variational;

/// <summary>Steps in the parameters of the family, whose coordinates stay.</summary>
internal abstract class ParameterStepper(
    VariationalFamily family, LogDensity target, Coordinates coordinates, double[] start) : Stepper
{
    public sealed override ReadOnlySpan<double> Iterate => Point;

    public sealed override Coordinates Coordinates { get; } = coordinates;

    public sealed override ReadOnlySpan<double> Parameters => Point;

    /// <summary>λ.</summary>
    protected double[] Point { get; private set; } = [.. start];

    /// <summary>By what steps are smaller than the rule has them.</summary>
    protected double Factor { get; private set; } = 1;

    public sealed override Approximation Fitted(ReadOnlySpan<double> iterate) =>
        family.Fitted(target, Coordinates, iterate);

    public override void BackOff(ReadOnlySpan<double> iterate, double factor)
    {
        Factor *= factor;
        iterate.CopyTo(Point);
        Reset();
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(Factor);
        writer.WriteNumbers(Point);
    }

    public override void Load(BinaryReader reader)
    {
        Factor = reader.ReadDouble();
        Point = reader.ReadNumbers();
        Reset();
    }

    /// <summary>Forgets what was learnt on the way.</summary>
    protected abstract void Reset();
}
