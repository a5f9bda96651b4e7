using Reparam.Variational;

namespace Reparam.Neural;

/// <summary>How a step changes the weights, given the gradient.</summary>
public abstract record Optimizer
{
    private protected Optimizer(StepSizeSchedule stepSize)
    {
        ArgumentNullException.ThrowIfNull(stepSize);
        StepSize = stepSize;
    }

    /// <summary>The size of each step.</summary>
    public StepSizeSchedule StepSize { get; }

    /// <summary>The arrays that are kept for each weight besides its values.</summary>
    internal abstract IReadOnlyList<string> Moments { get; }

    /// <summary>Changes some elements of a weight.</summary>
    internal abstract void Update(in WeightUpdate update);
}

/// <summary>Elements of a weight that a step is to change, whole packs of sixteen of them.</summary>
internal unsafe ref struct WeightUpdate
{
    /// <summary>The values.</summary>
    public float* Values;

    /// <summary>The gradient of the loss.</summary>
    public float* Gradient;

    /// <summary>What the gradient is multiplied by.</summary>
    public float GradientScale;

    /// <summary><see cref="Optimizer.Moments"/>.</summary>
    public float* First, Second;

    /// <summary>The number of elements, a multiple of sixteen.</summary>
    public int Count;

    /// <summary>The number of this step, from 1.</summary>
    public long Step;

    /// <summary>The size of this step.</summary>
    public double StepSize;

    /// <summary>Whether it is a matrix or a kernel, and not a bias or a scale: only the former decay.</summary>
    public bool IsMatrix;
}
