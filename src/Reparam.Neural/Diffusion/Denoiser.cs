using System.Globalization;

namespace Reparam.Neural;

/// <summary>A network that predicts what was mixed into x_t, given x_t and the ratio of signal to noise.</summary>
public abstract class Denoiser : Module
{
    /// <summary>Makes it.</summary>
    /// <param name="example">The shape of an example.</param>
    /// <param name="prediction">What it predicts.</param>
    /// <param name="classes">The number of classes of examples; 0 where it is told none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of classes is negative.</exception>
    protected Denoiser(Shape example, Prediction prediction, int classes = 0)
    {
        if (classes < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(classes), classes, string.Create(CultureInfo.InvariantCulture,
                $"{GetType().Name}: there cannot be {classes} classes. Give 0 for examples without labels."));
        }
        (Example, Prediction, Classes) = (example, prediction, classes);
    }

    /// <summary>The shape of an example.</summary>
    public Shape Example { get; }

    /// <summary>What it predicts.</summary>
    public Prediction Prediction { get; }

    /// <summary>The number of classes; 0 where it is told none.</summary>
    public int Classes { get; }

    /// <summary>The prediction.</summary>
    /// <param name="diffused">x_t, of the shape of an example.</param>
    /// <param name="logRatio">λ, a scalar.</param>
    /// <param name="label">The class, from 0; <see cref="Classes"/> for none told; null where there are no
    /// classes.</param>
    /// <returns>Of the shape of an example.</returns>
    public abstract Tensor Predict(Tensor diffused, Tensor logRatio, Tensor? label);
}
