using System.Runtime.Intrinsics;
using Reparam.Variational;

namespace Reparam.Neural;

/// <summary>Gradient descent with momentum: m ← μ m + g, w ← w - η m (Polyak 1964), as in PyTorch's SGD.</summary>
public sealed record MomentumOptimizer : Optimizer
{
    /// <summary>Makes the rule.</summary>
    /// <param name="stepSize">η by step.</param>
    public MomentumOptimizer(StepSizeSchedule stepSize) : base(stepSize) { }

    /// <summary>Makes the rule.</summary>
    /// <param name="stepSize">η, constant; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public MomentumOptimizer(double stepSize) : base(new ConstantStepSize(stepSize)) { }

    /// <summary>μ in [0, 1).</summary>
    public double Momentum
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Momentum), value, "MomentumOptimizer: Momentum must lie in [0, 1), such as 0.9.");
    }

    internal override IReadOnlyList<string> Moments => ["first"];

    internal override unsafe void Update(in WeightUpdate update)
    {
        var momentum = Vector512.Create((float)Momentum);
        var step = Vector512.Create((float)-update.StepSize);
        var scale = Vector512.Create(update.GradientScale);
        for (nint i = 0; i < update.Count; i += Vector512<float>.Count)
        {
            Vector512<float> m = Vector512.FusedMultiplyAdd(
                Vector512.Load(update.First + i), momentum, Vector512.Load(update.Gradient + i) * scale);
            m.Store(update.First + i);
            Vector512.FusedMultiplyAdd(step, m, Vector512.Load(update.Values + i)).Store(update.Values + i);
        }
    }
}
