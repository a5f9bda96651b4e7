using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A convolution of images: [inputs, rows, columns] to [outputs, rows', columns'], rows' =
/// (rows + 2 padding - size) / stride + 1, rounded down.</summary>
public sealed class Conv2d : Layer
{
    private readonly int _inputs, _stride, _padding;
    private readonly Weight _kernel;
    private readonly Weight? _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels of the argument, at least 1.</param>
    /// <param name="outputs">Channels of the value, at least 1.</param>
    /// <param name="size">Rows and columns of the kernel, at least 1.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next, at least 1.</param>
    /// <param name="padding">Rows and columns of zeros around the image, at least 0.</param>
    /// <param name="hasBias">Whether a number is added to each channel.</param>
    /// <param name="initializer">What the kernel begins with; by default uniform on ±1 / √fan in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public Conv2d(int inputs, int outputs, int size, int stride = 1, int padding = 0, bool hasBias = true,
        Initializer? initializer = null)
    {
        _inputs = Sizes.Positive(nameof(Conv2d), inputs);
        _stride = Sizes.Positive(nameof(Conv2d), stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        _padding = padding;
        _kernel = Add("weight", new Weight(
            [Sizes.Positive(nameof(Conv2d), outputs), inputs, Sizes.Positive(nameof(Conv2d), size), size],
            initializer ?? Initializer.InverseRootFanIn));
        _bias = hasBias
            ? Add("bias", new Weight([outputs], Initializer.Uniform(1 / Math.Sqrt((double)inputs * size * size))))
            : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x has other channels, or is smaller than the kernel.</exception>
    public override Tensor Apply(Tensor x)
    {
        Sizes.Features(nameof(Conv2d), x, _inputs);
        Tensor y = Convolve(x, _kernel, _stride, _padding);
        return _bias is null ? y : y + Sizes.Column(_bias, y);
    }
}

/// <summary>The transpose of a convolution, which makes images larger: [inputs, rows, columns] to [outputs, rows',
/// columns'], rows' = (rows - 1) stride - 2 padding + size + output padding.</summary>
public sealed class ConvTranspose2d : Layer
{
    private readonly int _inputs, _stride, _padding, _outputPadding;
    private readonly Weight _kernel;
    private readonly Weight? _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels of the argument, at least 1.</param>
    /// <param name="outputs">Channels of the value, at least 1.</param>
    /// <param name="size">Rows and columns of the kernel, at least 1.</param>
    /// <param name="stride">Pixels of the value for one of the argument, at least 1.</param>
    /// <param name="padding">Rows and columns cut off around the value, at least 0.</param>
    /// <param name="outputPadding">Rows and columns added to its end, below the stride.</param>
    /// <param name="hasBias">Whether a number is added to each channel.</param>
    /// <param name="initializer">What the kernel begins with; by default uniform on ±1 / √(outputs · size²).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public ConvTranspose2d(int inputs, int outputs, int size, int stride = 1, int padding = 0, int outputPadding = 0,
        bool hasBias = true, Initializer? initializer = null)
    {
        _inputs = Sizes.Positive(nameof(ConvTranspose2d), inputs);
        _stride = Sizes.Positive(nameof(ConvTranspose2d), stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfNegative(outputPadding);
        (_padding, _outputPadding) = (padding, outputPadding);
        _kernel = Add("weight", new Weight(
            [inputs, Sizes.Positive(nameof(ConvTranspose2d), outputs), Sizes.Positive(nameof(ConvTranspose2d), size),
                size],
            initializer ?? Initializer.InverseRootFanIn));
        _bias = hasBias
            ? Add("bias", new Weight([outputs], Initializer.Uniform(1 / Math.Sqrt((double)outputs * size * size))))
            : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x has other channels.</exception>
    public override Tensor Apply(Tensor x)
    {
        Sizes.Features(nameof(ConvTranspose2d), x, _inputs);
        Tensor y = ConvolveTransposed(x, _kernel, _stride, _padding, _outputPadding);
        return _bias is null ? y : y + Sizes.Column(_bias, y);
    }
}
