using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="AdamSteps"/>.</summary>
internal sealed class AdamStepper(
    VariationalFamily family, LogDensity target, Coordinates coordinates, double[] start, AdamSteps rule)
    : ParameterStepper(family, target, coordinates, start)
{
    private Adam _adam = Begin(start.Length, rule, 1);

    public override void Step(ReadOnlySpan<double> gradient) => _adam.Step(Point, gradient);

    public override void Save(BinaryWriter writer)
    {
        base.Save(writer);
        AdamState state = _adam.Snapshot();
        writer.Write(state.StepCount);
        writer.WriteNumbers(state.FirstMoment.AsSpan());
        writer.WriteNumbers(state.SecondMoment.AsSpan());
    }

    public override void Load(BinaryReader reader)
    {
        base.Load(reader);
        _adam.Restore(new AdamState(reader.ReadInt64(), ImmutableArray.Create(reader.ReadNumbers()),
            ImmutableArray.Create(reader.ReadNumbers())));
    }

    protected override void Reset() => _adam = Begin(Point.Length, rule, Factor);

    private static Adam Begin(int count, AdamSteps rule, double factor) =>
        new(count, new PolynomialDecay(factor * rule.StepSize, rule.Delay, rule.Power));
}
