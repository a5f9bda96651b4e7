namespace Reparam.Neural;

/// <summary>x + f(x) (He, Zhang, Ren and Sun 2016); with a shortcut s, s(x) + f(x).</summary>
public sealed class Residual : Layer
{
    private readonly Layer _body;
    private readonly Layer? _shortcut;

    /// <summary>Makes the block.</summary>
    /// <param name="body">f.</param>
    /// <param name="shortcut">s, where f changes the shape; null for x itself.</param>
    public Residual(Layer body, Layer? shortcut = null)
    {
        _body = Add("body", body);
        _shortcut = shortcut is null ? null : Add("shortcut", shortcut);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">f(x) has another shape than what it is added to.</exception>
    public override Tensor Apply(Tensor x)
    {
        Tensor y = _body.Apply(x), beside = _shortcut?.Apply(x) ?? x;
        return y.Shape == beside.Shape ? beside + y : throw new ArgumentException(
            $"Residual: the body makes shape {y.Shape}, which cannot be added to {beside.Shape}. Pass a shortcut that " +
            "changes the shape likewise.", nameof(x));
    }
}
