using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A convolution with a square kernel of odd size, whose result has as many rows and columns as the image, or,
/// with a stride, that part of them.</summary>
internal sealed class ImageConvolution : Layer
{
    private readonly Weight _weight, _bias;
    private readonly int _stride, _padding;

    public ImageConvolution(int inputs, int outputs, int size = 3, int stride = 1, Initializer? initializer = null)
    {
        (_stride, _padding) = (stride, size / 2);
        _weight = Add("weight", new Weight([outputs, inputs, size, size], initializer ?? Initializer.InverseRootFanIn));
        _bias = Add("bias", new Weight([outputs], Initializer.Zeros));
    }

    public override Tensor Apply(Tensor x)
    {
        Tensor y = Convolve(x, _weight, _stride, _padding);
        return y + Sizes.Column(_bias, y);
    }
}
