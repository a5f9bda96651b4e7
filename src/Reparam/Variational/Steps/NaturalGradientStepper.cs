namespace Reparam.Variational;

/// <summary>Carries out <see cref="NaturalGradientSteps"/>: the coordinates move, so that q is always the standard
/// normal distribution in them.</summary>
/// <remarks>The iterate is the centre and the factor relative to the start. Averages of factors of a pattern are
/// factors of it.</remarks>
internal sealed class NaturalGradientStepper : Stepper
{
    private readonly VariationalFamily _family;
    private readonly Coordinates _start;
    private readonly NaturalGradientSteps _rule;
    private readonly double[] _zeros, _shift, _iterate;
    private Coordinates _relative, _coordinates;
    private double _factor = 1;
    private long _count;

    public NaturalGradientStepper(
        VariationalFamily family, Coordinates start, int parameters, NaturalGradientSteps rule)
    {
        (_family, _start, _rule) = (family, start, rule);
        int n = start.Dimension;
        (_zeros, _shift) = (new double[parameters], new double[n]);
        _iterate = new double[n + start.Pattern.Length];
        _relative = _coordinates = start;
        MoveTo(Variational.Coordinates.Unscaled(new double[n], start.Pattern));
    }

    public override ReadOnlySpan<double> Iterate => _iterate;

    public override Coordinates Coordinates => _coordinates;

    public override ReadOnlySpan<double> Parameters => _zeros;

    public override void Step(ReadOnlySpan<double> gradient)
    {
        double rate = _factor * _rule.Rate * Math.Pow(1 + _count++ / _rule.Delay, -_rule.Power);
        // A share of a curvature that is not positive may be too much of it; a thousandth of it never matters.
        for (double least = 1e-3 * rate; rate >= least; rate *= 0.25)
        {
            if (_start.Pattern.NaturalStep(gradient, rate, _shift) is { } lower)
            {
                MoveTo(_relative.Compose(_shift, lower));
                return;
            }
        }
    }

    public override Approximation Fitted(ReadOnlySpan<double> iterate) => new GaussianApproximation(
        _family.Name, _start.Compose(iterate[.._start.Dimension], iterate[_start.Dimension..]));

    public override void BackOff(ReadOnlySpan<double> iterate, double factor)
    {
        _factor *= factor;
        _count = 0;
        MoveTo(new Coordinates([.. iterate[.._start.Dimension]], [.. iterate[_start.Dimension..]], _start.Pattern));
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_factor);
        writer.Write(_count);
        writer.Write(_relative);
    }

    public override void Load(BinaryReader reader)
    {
        _factor = reader.ReadDouble();
        _count = reader.ReadInt64();
        MoveTo(reader.ReadCoordinates(_start.Pattern));
    }

    private void MoveTo(Coordinates relative)
    {
        _relative = relative;
        relative.Centre.CopyTo(_iterate, 0);
        relative.Factor.CopyTo(_iterate, _start.Dimension);
        _coordinates = _start.Compose(relative.Centre, relative.Factor);
    }
}
