namespace Reparam.Variational;

/// <summary>
/// A factor F of the inverse curvature F Fᵀ that pairs of steps s and changes of gradient y tell of, as a product of
/// rank-one maps and a diagonal: n numbers for each pair.
/// </summary>
/// <remarks>
/// The BFGS update of H = F Fᵀ, (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ with ρ = 1/sᵀy, is (I + s wᵀ) H (I + w sᵀ) for
/// w = c B s - ρ y, B = H⁻¹ and c = √(ρ / sᵀBs), as can be seen by multiplying out (Brodlie, Gourlay and Greenstadt
/// 1973). Then 1 + wᵀs = c sᵀBs is the determinant, positive, and I - s wᵀ / (1 + wᵀs) the inverse.
/// </remarks>
internal sealed class InverseCurvatureFactor
{
    private readonly double[] _roots;
    private readonly List<(double[] Step, double[] Weight, double Determinant)> _maps = [];

    /// <param name="diagonal">The diagonal that the updates start from, positive.</param>
    /// <param name="pairs">Steps and changes with sᵀy above 0, the oldest first.</param>
    public InverseCurvatureFactor(double[] diagonal, IEnumerable<(double[] Step, double[] Change)> pairs)
    {
        _roots = [.. diagonal.Select(Math.Sqrt)];
        foreach (var (step, change) in pairs)
        {
            double[] image = [.. step];
            ApplyInverse(image);
            double length = DenseVector.Dot(image, image), rho = 1 / DenseVector.Dot(step, change);
            ApplyInverseTransposed(image);
            double c = Math.Sqrt(rho / length);
            double[] weight = [.. image.Zip(change, (b, y) => c * b - rho * y)];
            _maps.Add((step, weight, c * length));
        }
    }

    /// <summary>log det F.</summary>
    public double LogDeterminant => _roots.Sum(Math.Log) + _maps.Sum(m => Math.Log(m.Determinant));

    /// <summary>v becomes F v.</summary>
    public void Apply(Span<double> v)
    {
        Scale(v, inverse: false);
        foreach (var (step, weight, _) in _maps)
        {
            DenseVector.Combine(v, DenseVector.Dot(weight, v), step, v);
        }
    }

    /// <summary>v becomes Fᵀ v.</summary>
    public void ApplyTransposed(Span<double> v)
    {
        for (int i = _maps.Count - 1; i >= 0; i--)
        {
            var (step, weight, _) = _maps[i];
            DenseVector.Combine(v, DenseVector.Dot(step, v), weight, v);
        }
        Scale(v, inverse: false);
    }

    /// <summary>v becomes F⁻¹ v.</summary>
    public void ApplyInverse(Span<double> v)
    {
        for (int i = _maps.Count - 1; i >= 0; i--)
        {
            var (step, weight, determinant) = _maps[i];
            DenseVector.Combine(v, -DenseVector.Dot(weight, v) / determinant, step, v);
        }
        Scale(v, inverse: true);
    }

    /// <summary>v becomes F⁻ᵀ v.</summary>
    public void ApplyInverseTransposed(Span<double> v)
    {
        Scale(v, inverse: true);
        foreach (var (step, weight, determinant) in _maps)
        {
            DenseVector.Combine(v, -DenseVector.Dot(step, v) / determinant, weight, v);
        }
    }

    private void Scale(Span<double> v, bool inverse)
    {
        for (int i = 0; i < v.Length; i++)
        {
            v[i] = inverse ? v[i] / _roots[i] : v[i] * _roots[i];
        }
    }
}
