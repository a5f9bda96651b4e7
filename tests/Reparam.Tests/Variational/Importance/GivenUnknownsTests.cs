using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class GivenUnknownsTests
{
    private static readonly Coordinates Approximation =
        new(KnownPosteriors.Vector(4), KnownPosteriors.LowerTriangular(4));
    private static readonly int[] Chosen = [2, 0];

    private readonly GivenUnknowns _given = new(Approximation, Chosen);

    [Fact]
    public void Unknowns_are_given_or_others()
    {
        Assert.Equal(Chosen, _given.Indices);
        Assert.Equal([1, 3], _given.Others);
        Assert.True(_given.IsProper);
    }

    [Fact]
    public void Values_and_places_are_inverse_to_each_other()
    {
        double[] values = [-3.25, 1.5], place = new double[2], back = new double[2];
        _given.ToPlace(values, place);
        _given.ToValues(place, back);
        Assert.Equal(values[0], back[0], 1e-13);
        Assert.Equal(values[1], back[1], 1e-13);
    }

    [Fact]
    public void Places_are_standard_units_of_the_marginal_distribution()
    {
        Matrix<double> s = Scale(_given);
        Matrix<double> expected = Covariance(Chosen, Chosen);
        Assert.Equal(0, (s * s.Transpose() - expected).FrobeniusNorm(), 1e-13);
        Assert.Equal(0.5 * Math.Log(expected.Determinant()), _given.LogScale, 1e-13);
        Assert.Equal(Math.Log(Math.Abs(s.Determinant())), _given.LogScale, 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_axis_is_the_direction_of_one_standard_deviation(int i)
    {
        double[] axis = _given.Axis(i), at = new double[2], origin = new double[2];
        Assert.Equal(1, axis.Sum(a => a * a), 1e-14);
        _given.ToValues(axis, at);
        _given.ToValues(new double[2], origin);
        Assert.Equal(Approximation.StandardDeviations()[Chosen[i]], at[i] - origin[i], 1e-13);
    }

    [Fact]
    public void The_others_are_expected_as_under_a_normal_distribution()
    {
        double[] place = [0.8, -1.7], values = new double[2];
        _given.ToValues(place, values);
        double[] x = _given.Expected(place);
        int[] others = [1, 3];
        // μ_R + Σ_RH Σ_HH⁻¹ (t - μ_H)
        Vector<double> offset = Vector<double>.Build.Dense(2, i => values[i] - Approximation.Centre[Chosen[i]]);
        Vector<double> moved = Covariance(others, Chosen) * Covariance(Chosen, Chosen).Solve(offset);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(values[i], x[Chosen[i]], 1e-13);
            Assert.Equal(Approximation.Centre[others[i]] + moved[i], x[others[i]], 1e-13);
        }
    }

    [Fact]
    public void One_unknown_may_be_all_there_is()
    {
        var only = new GivenUnknowns(new Coordinates([3], [2]), [0]);
        Assert.Empty(only.Others);
        Assert.Equal(Math.Log(2), only.LogScale, 1e-15);
        Assert.Equal([4], only.Expected([0.5]));
    }

    [Fact]
    public void Without_a_density_there_are_no_units()
    {
        var singular = new GivenUnknowns(new Coordinates([0, 0], [1, 0, 1, 0]), [0, 1]);
        Assert.False(singular.IsProper);
        Assert.Equal(double.NaN, singular.LogScale);
    }

    private static Matrix<double> Scale(GivenUnknowns given)
    {
        double[] origin = new double[2], moved = new double[2];
        given.ToValues(new double[2], origin);
        return Matrix<double>.Build.Dense(2, 2, (i, j) =>
        {
            given.ToValues(j == 0 ? [1, 0] : [0, 1], moved);
            return moved[i] - origin[i];
        });
    }

    private static Matrix<double> Covariance(int[] rows, int[] columns)
    {
        Matrix<double> c = KnownPosteriors.Matrix(Approximation.Factor, 4), all = c * c.Transpose();
        return Matrix<double>.Build.Dense(rows.Length, columns.Length, (i, j) => all[rows[i], columns[j]]);
    }
}
