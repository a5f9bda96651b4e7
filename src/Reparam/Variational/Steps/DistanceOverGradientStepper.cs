namespace Reparam.Variational;

/// <summary>Carries out <see cref="DistanceOverGradientSteps"/>.</summary>
/// <remarks>With x₀ the start, r̄ₜ = max(r, maxₛ |xₛ - x₀|) and Gₜ = Σₛ |gₛ|², the step is ηₜ = r̄ₜ / √Gₜ, and the
/// average is Σ r̄ₜ xₜ / Σ r̄ₜ.</remarks>
internal sealed class DistanceOverGradientStepper(VariationalFamily family, LogDensity target, Coordinates coordinates,
    double[] start, DistanceOverGradientSteps rule) : ParameterStepper(family, target, coordinates, start)
{
    private readonly double[] _average = [.. start];
    private double[] _origin = [.. start];
    private double _distance = rule.FirstDistance, _squares, _weight, _doubled = rule.FirstDistance;
    private long _steps, _doubledAt;

    public override ReadOnlySpan<double> Average => _average;

    /// <summary>Since the distance last doubled, as many steps have been taken as before: up to the order of what there
    /// is to go, it doubles every few steps.</summary>
    public override bool IsWarm => _steps >= 2 * _doubledAt;

    public override void Step(ReadOnlySpan<double> gradient)
    {
        _steps++;
        _weight += _distance;
        for (int i = 0; i < _average.Length; i++)
        {
            _average[i] += _distance / _weight * (Point[i] - _average[i]);
        }
        _squares += DenseVector.Dot(gradient, gradient);
        if (_squares == 0)
        {
            return;
        }
        DenseVector.Combine(Point, -Factor * _distance / Math.Sqrt(_squares), gradient, Point);
        double square = 0;
        for (int i = 0; i < _origin.Length; i++)
        {
            square += (Point[i] - _origin[i]) * (Point[i] - _origin[i]);
        }
        _distance = Math.Max(_distance, Math.Sqrt(square));
        if (_distance > 2 * _doubled)
        {
            (_doubled, _doubledAt) = (_distance, _steps);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        base.Save(writer);
        writer.WriteNumbers(_origin);
        writer.WriteNumbers(_average);
        writer.WriteNumbers([_distance, _squares, _weight, _doubled]);
        writer.Write(_steps);
        writer.Write(_doubledAt);
    }

    public override void Load(BinaryReader reader)
    {
        base.Load(reader);
        _origin = reader.ReadNumbers();
        reader.ReadNumbers().CopyTo(_average, 0);
        double[] numbers = reader.ReadNumbers();
        (_distance, _squares, _weight, _doubled) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        (_steps, _doubledAt) = (reader.ReadInt64(), reader.ReadInt64());
    }

    protected override void Reset()
    {
        _origin = [.. Point];
        Point.CopyTo(_average, 0);
        (_distance, _squares, _weight, _doubled) = (rule.FirstDistance, 0, 0, rule.FirstDistance);
        (_steps, _doubledAt) = (0, 0);
    }
}
