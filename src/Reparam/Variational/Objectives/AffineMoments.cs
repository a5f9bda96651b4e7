using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>Mean and covariance of a normal approximation x = m + C ε, read off its map.</summary>
internal sealed class AffineMoments
{
    /// <summary>The most unknowns for which all n² elements of C are written out.</summary>
    private const int MostUnknowns = 2048;

    /// <summary>Row j is C eⱼ; null where C is diagonal.</summary>
    private readonly Tensor? _columns;

    private AffineMoments(Tensor mean, Tensor deviations, Tensor? columns) =>
        (Mean, StandardDeviations, _columns) = (mean, deviations, columns);

    /// <summary>m.</summary>
    public Tensor Mean { get; }

    /// <summary>The standard deviation of each element.</summary>
    public Tensor StandardDeviations { get; }

    /// <summary>Those of an affine map of noise and of the coordinates after it; null for more unknowns than can be
    /// written out.</summary>
    public static AffineMoments? Of(Bijector map, Bijector coordinates, int dimension)
    {
        Tensor mean = Image(Tensor.Full(0, [dimension]));
        if (map is DiagonalAffine && coordinates is DiagonalAffine)
        {
            return new AffineMoments(mean, Tensor.Abs(Image(Tensor.Full(1, [dimension])) - mean), null);
        }
        if (dimension > MostUnknowns)
        {
            return null;
        }
        Tensor columns = Image(Tensor.DiagonalMatrix(Tensor.Full(1, [dimension]))) - mean;
        return new AffineMoments(mean, Tensor.Sqrt(Tensor.Sum(Tensor.Square(columns), 0)), columns);

        Tensor Image(Tensor noise) => coordinates.Forward(map.Forward(noise));
    }

    /// <summary>The lower Cholesky factor of the covariance of some elements, one after another.</summary>
    public Tensor Factor(int start, int count)
    {
        if (_columns is null)
        {
            return Tensor.DiagonalMatrix(StandardDeviations[start..(start + count)]);
        }
        Tensor columns = Tensor.Slice(_columns, 1, start, start + count);
        return Tensor.Cholesky(Tensor.MatMul(Tensor.Transpose(columns), columns));
    }
}
