using Reparam.Numerics;

namespace Reparam.Benchmarks.Scale;

/// <summary>
/// The posterior of the ratings by integration: given the three standard deviations the model is linear and normal, so
/// that effects and marginal likelihood are known in closed form; over the three, a grid.
/// </summary>
/// <remarks>Students are eliminated one by one; what is left is dense, lecturers first and fixed effects last, so that
/// the last rows of the Cholesky factor hold the covariance of the fixed effects.</remarks>
internal sealed class RatingsReference
{
    /// <summary>Grid points along each axis, and their distance in standard deviations.</summary>
    private const int Points = 5;
    private const double Distance = 1.1;

    private readonly RatingsData _data;
    private readonly int _fixed, _order;

    /// <summary>XᵀX and Xᵀy, with X = (lecturers, fixed effects).</summary>
    private readonly double[] _products, _responses;

    /// <summary>Of each student: the number of ratings, their sum, and Xᵀ1 over them.</summary>
    private readonly (int Count, double Sum, (int Place, double Value)[] Row)[] _students;
    private readonly double _squares;

    public RatingsReference(RatingsData data)
    {
        _data = data;
        (_fixed, _order) = (data.Names.Length, data.LecturerCount + data.Names.Length);
        (_products, _responses) = (new double[_order * _order], new double[_order]);
        var rows = Enumerable.Range(0, data.StudentCount).Select(_ => new SortedDictionary<int, double>()).ToArray();
        var counts = new int[data.StudentCount];
        var sums = new double[data.StudentCount];
        var places = new List<(int Place, double Value)>();
        for (int i = 0; i < data.Ratings.Length; i++)
        {
            places.Clear();
            places.Add((data.Lecturers[i], 1));
            for (int f = 0; f < _fixed; f++)
            {
                places.Add((data.LecturerCount + f, data.Columns[f][i]));
            }
            foreach (var (place, value) in places)
            {
                _responses[place] += value * data.Ratings[i];
                foreach (var (other, factor) in places)
                {
                    _products[place * _order + other] += value * factor;
                }
                SortedDictionary<int, double> row = rows[data.Students[i]];
                row[place] = row.GetValueOrDefault(place) + value;
            }
            counts[data.Students[i]]++;
            sums[data.Students[i]] += data.Ratings[i];
            _squares += data.Ratings[i] * data.Ratings[i];
        }
        _students = [.. rows.Select((row, s) => (counts[s], sums[s],
            row.Where(p => p.Value != 0).Select(p => (p.Key, p.Value)).ToArray()))];
    }

    /// <summary>Mean and standard deviation of each fixed effect, then of the standard deviations of students,
    /// lecturers and ratings.</summary>
    public (string Name, double Mean, double StandardDeviation)[] Run()
    {
        double[] mode = [Math.Log(0.3), Math.Log(0.5), Math.Log(1.2)];
        double[] hessian = [];
        for (int step = 0; step < 4; step++)
        {
            var (gradient, matrix) = Differences(mode, step < 2 ? 0.02 : 0.005);
            hessian = matrix;
            var factor = new double[9];
            if (!DenseCholesky.TryFactor(matrix, 0, factor, 3))
            {
                throw new InvalidOperationException("The marginal likelihood is not concave at the start.");
            }
            DenseCholesky.Solve(factor, gradient);
            mode = [.. mode.Select((m, i) => m - gradient[i])];
        }
        double[] root = Variational.DensePattern.InverseRoot(hessian, 3);
        int count = Points * Points * Points;
        var results = new (double LogDensity, double[] Theta, double[] Means, double[] Variances)[count];
        Parallel.For(0, count, p =>
        {
            double[] theta = [.. mode];
            int[] places = [p % Points, p / Points % Points, p / Points / Points];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    theta[i] += root[i * 3 + j] * Distance * (places[j] - Points / 2);
                }
            }
            var (value, means, variances) = Conditional(theta);
            results[p] = (value, theta, means, variances);
        });
        double greatest = results.Max(r => r.LogDensity), total = results.Sum(r => Math.Exp(r.LogDensity - greatest));
        double[] weights = [.. results.Select(r => Math.Exp(r.LogDensity - greatest) / total)];
        var summaries = _data.Names.Select((name, f) => Summary(name, r => (r.Means[f], r.Variances[f])));
        string[] scales = ["sd_student", "sd_lecturer", "sigma"];
        return [.. summaries, .. scales.Select((name, i) => Summary(name, r => (Math.Exp(r.Theta[i]), 0)))];

        (string, double, double) Summary(string name,
            Func<(double, double[] Theta, double[] Means, double[] Variances), (double Mean, double Variance)> given)
        {
            double mean = results.Select((r, i) => weights[i] * given(r).Mean).Sum();
            double square = results.Select((r, i) =>
            {
                var (m, v) = given(r);
                return weights[i] * (v + (m - mean) * (m - mean));
            }).Sum();
            return (name, mean, Math.Sqrt(square));
        }
    }

    /// <summary>Gradient and Hessian of minus the log density of the logarithms of the standard deviations.</summary>
    private (double[] Gradient, double[] Hessian) Differences(double[] at, double h)
    {
        var points = new List<double[]>();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                foreach (var (a, b) in i == j ? [(1, 0), (-1, 0)] : new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) })
                {
                    double[] point = [.. at];
                    point[i] += a * h;
                    point[j] += b * h;
                    points.Add(point);
                }
            }
        }
        var values = new double[points.Count];
        double centre = -Conditional(at).LogDensity;
        Parallel.For(0, values.Length, p => values[p] = -Conditional(points[p]).LogDensity);
        double[] gradient = new double[3], hessian = new double[9];
        int next = 0;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (i == j)
                {
                    gradient[i] = (values[next] - values[next + 1]) / (2 * h);
                    hessian[i * 3 + i] = (values[next] + values[next + 1] - 2 * centre) / (h * h);
                    next += 2;
                }
                else
                {
                    hessian[i * 3 + j] = hessian[j * 3 + i] =
                        (values[next] - values[next + 1] - values[next + 2] + values[next + 3]) / (4 * h * h);
                    next += 4;
                }
            }
        }
        return (gradient, hessian);
    }

    /// <summary>Given the standard deviations: their log density, and mean and variance of each fixed effect.</summary>
    private (double LogDensity, double[] Means, double[] Variances) Conditional(double[] theta)
    {
        double students = Math.Exp(theta[0]), lecturers = Math.Exp(theta[1]), sigma = Math.Exp(theta[2]);
        double precision = 1 / (sigma * sigma);
        double[] matrix = [.. _products.Select(p => p * precision)], right = [.. _responses.Select(r => r * precision)];
        int n = _data.Ratings.Length;
        double value = -n * Math.Log(sigma) - 0.5 * _squares * precision - _data.LecturerCount * Math.Log(lecturers)
            - _students.Length * Math.Log(students)
            - 0.5 * Math.Pow(RatingsData.InterceptMean / RatingsData.EffectScale, 2);
        for (int i = 0; i < _order; i++)
        {
            matrix[i * _order + i] += i < _data.LecturerCount
                ? 1 / (lecturers * lecturers) : 1 / (RatingsData.EffectScale * RatingsData.EffectScale);
        }
        right[_data.LecturerCount] += RatingsData.InterceptMean / (RatingsData.EffectScale * RatingsData.EffectScale);
        foreach (var (count, sum, row) in _students)
        {
            double own = count * precision + 1 / (students * students), scale = precision * precision / own;
            value += 0.5 * scale * sum * sum - 0.5 * Math.Log(own);
            foreach (var (i, a) in row)
            {
                right[i] -= scale * a * sum;
                foreach (var (j, b) in row)
                {
                    if (j <= i)
                    {
                        matrix[i * _order + j] -= scale * a * b;
                    }
                }
            }
        }
        var lower = new double[_order * _order];
        if (!DenseCholesky.TryFactor(matrix, 0, lower, _order))
        {
            return (double.NegativeInfinity, new double[_fixed], new double[_fixed]);
        }
        DenseCholesky.SolveLower(lower, right);
        value += 0.5 * DenseCholesky.InnerProduct(right, right) - 0.5 * DenseCholesky.LogDeterminant(lower, _order);
        DenseCholesky.SolveLowerTransposed(lower, right);
        // Half-normal priors, and the Jacobian of the logarithms.
        foreach (double logScale in theta)
        {
            value += logScale - 0.5 * Math.Exp(2 * logScale) / (RatingsData.ScaleScale * RatingsData.ScaleScale);
        }
        int first = _order - _fixed;
        double[] corner = new double[_fixed * _fixed], covariance = new double[_fixed * _fixed];
        for (int i = 0; i < _fixed; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                corner[i * _fixed + j] = lower[(first + i) * _order + first + j];
            }
        }
        DenseCholesky.Inverse(corner, covariance, _fixed);
        return (value, right[first..], [.. Enumerable.Range(0, _fixed).Select(f => covariance[f * _fixed + f])]);
    }
}
