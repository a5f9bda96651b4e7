using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Variational;

namespace Reparam.Neural;

/// <summary>Adam: w ← w - η m̂ / (√v̂ + ε) with unbiased exponential averages m̂ of the gradient and v̂ of its square; with a
/// decay above 0 it is AdamW, which also takes η · decay · w from matrices and kernels.</summary>
/// <remarks>Averages below 1e-36 in size become 0: a denormal number would never decay further, and each operation on one
/// takes a hundred times as long. Sources: Kingma and Ba (2015), algorithm 1; Loshchilov and Hutter (2019), algorithm 2.</remarks>
public sealed record AdamOptimizer : Optimizer
{
    private const float Tiny = 1e-36f;

    /// <summary>Makes the rule.</summary>
    /// <param name="stepSize">η, constant; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public AdamOptimizer(double stepSize = 1e-3) : base(new ConstantStepSize(stepSize)) { }

    /// <summary>Makes the rule.</summary>
    /// <param name="stepSize">η by step.</param>
    public AdamOptimizer(StepSizeSchedule stepSize) : base(stepSize) { }

    /// <summary>β₁ in [0, 1), the memory of the average of gradients.</summary>
    public double FirstMomentDecay { get; init => field = Fraction(value, nameof(FirstMomentDecay)); } = 0.9;

    /// <summary>β₂ in [0, 1), the memory of the average of their squares.</summary>
    public double SecondMomentDecay { get; init => field = Fraction(value, nameof(SecondMomentDecay)); } = 0.999;

    /// <summary>ε from 1e-36 to 1e36.</summary>
    public double Epsilon
    {
        get;
        init => field = value is >= Tiny and <= 1 / Tiny ? value : throw new ArgumentOutOfRangeException(
            nameof(Epsilon), value, "AdamOptimizer: Epsilon must be from 1e-36 to 1e36, as floats hold it. Leave it unset for 1e-8.");
    } = 1e-8;

    /// <summary>The decay of weights in each unit of step size; at least 0.</summary>
    public double WeightDecay
    {
        get;
        init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(WeightDecay), value, "AdamOptimizer: WeightDecay must be at least 0 and finite, such as 0.01.");
    }

    internal override IReadOnlyList<string> Moments => ["first", "second"];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override unsafe void Update(in WeightUpdate update)
    {
        double firstCorrection = 1 - Math.Pow(FirstMomentDecay, update.Step);
        double secondCorrection = 1 - Math.Pow(SecondMomentDecay, update.Step);
        var first = Vector512.Create((float)(1 - FirstMomentDecay));
        var second = Vector512.Create((float)(1 - SecondMomentDecay));
        var root = Vector512.Create((float)(1 / Math.Sqrt(secondCorrection)));
        var step = Vector512.Create((float)(-update.StepSize / firstCorrection));
        var kept = Vector512.Create(update.IsMatrix ? (float)(1 - update.StepSize * WeightDecay) : 1f);
        var epsilon = Vector512.Create((float)Epsilon);
        var tiny = Vector512.Create(Tiny);
        var scale = Vector512.Create(update.GradientScale);
        for (nint i = 0; i < update.Count; i += Vector512<float>.Count)
        {
            Vector512<float> gradient = Vector512.Load(update.Gradient + i) * scale;
            var m = Vector512.Load(update.First + i);
            var v = Vector512.Load(update.Second + i);
            m = Vector512.FusedMultiplyAdd(first, gradient - m, m);
            v = Vector512.FusedMultiplyAdd(second, Vector512.FusedMultiplyAdd(gradient, gradient, -v), v);
            m = Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(m), tiny), Vector512<float>.Zero, m);
            v = Vector512.ConditionalSelect(Vector512.LessThan(v, tiny), Vector512<float>.Zero, v);
            m.Store(update.First + i);
            v.Store(update.Second + i);
            Vector512<float> change = step * m / Vector512.FusedMultiplyAdd(Vector512.Sqrt(v), root, epsilon);
            Vector512.FusedMultiplyAdd(Vector512.Load(update.Values + i), kept, change).Store(update.Values + i);
        }
    }

    private static double Fraction(double value, string name) => value is >= 0 and < 1 ? value
        : throw new ArgumentOutOfRangeException(
            name, value, $"AdamOptimizer: {name} must lie in [0, 1). Leave it unset for the default.");
}
