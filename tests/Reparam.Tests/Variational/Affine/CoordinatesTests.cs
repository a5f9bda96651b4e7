using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public class CoordinatesTests
{
    private static readonly double[] Centre = [1, -2, 0.5];
    private static readonly Coordinates Full = new(Centre, [2, 0, 0, 0.5, 1.5, 0, -1, 0.25, 0.75]);
    private static readonly Coordinates Diagonal = new(Centre, [2, 1.5, 0.75]);

    public static TheoryData<bool> Layouts => new(true, false);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Points_move_by_the_matrix_and_the_centre(bool full)
    {
        Coordinates map = Of(full);
        double[] u = [0.3, -0.7, 1.1], x = [.. u], direction = [.. u], mapped = map.Map().Forward(u).ToArray();
        map.Apply(x);
        map.ApplyFactor(direction);
        Vector<double> expected = Matrix(map) * Vector<double>.Build.Dense(u);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], direction[i], 1e-15);
            Assert.Equal(expected[i] + Centre[i], x[i], 1e-15);
            Assert.Equal(x[i], mapped[i], 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_transpose_is_the_adjoint(bool full)
    {
        double[] v = [0.3, -0.7, 1.1];
        Vector<double> expected = Matrix(Of(full)).Transpose() * Vector<double>.Build.Dense(v);
        Of(full).ApplyFactorTransposed(v);
        Assert.Equal(0, (expected - Vector<double>.Build.Dense(v)).L2Norm(), 1e-15);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Determinant_and_standard_deviations_are_those_of_the_matrix(bool full)
    {
        Matrix<double> c = Matrix(Of(full)), covariance = c * c.Transpose();
        Assert.Equal(Math.Log(c.Determinant()), Of(full).LogDeterminant(), 1e-14);
        double[] deviations = Of(full).StandardDeviations();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Math.Sqrt(covariance[i, i]), deviations[i], 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Along_an_axis_an_unknown_moves_by_its_standard_deviation_and_the_others_by_regression(bool full)
    {
        Matrix<double> c = Matrix(Of(full)), covariance = c * c.Transpose();
        for (int i = 0; i < 3; i++)
        {
            double[] axis = Of(full).Axis(i);
            Assert.Equal(1, axis.Sum(a => a * a), 1e-15);
            Of(full).ApplyFactor(axis);
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(covariance[i, j] / Math.Sqrt(covariance[i, i]), axis[j], 1e-14);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_fitted_normal_distribution_is_absorbed(bool full)
    {
        // x = coordinates(family(v)) must be absorbed(v), with the same log det.
        GaussianFamily family = full ? new FullRankGaussian() : new MeanFieldGaussian();
        LogDensity any = LogDensity.Over(3, x => Tensor.Sum(x));
        double[] parameters = [.. Enumerable.Range(0, family.ParameterCount(any)).Select(i => 0.5 * Math.Sin(i + 1))];
        Coordinates absorbed = Of(full).Absorb(parameters);
        double[] v = [0.4, -1.2, 0.9], x = [.. v];
        absorbed.Apply(x);
        var (u, logDet) = family.Bijector(parameters, any).ForwardAndLogDet(v);
        double[] expected = Of(full).Map().Forward(u).ToArray();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], x[i], 1e-14);
        }
        Assert.Equal(logDet.ToDouble() + Of(full).LogDeterminant(), absorbed.LogDeterminant(), 1e-14);
    }

    [Fact]
    public void One_unknown_has_nothing_but_a_diagonal()
    {
        Coordinates one = Coordinates.Unscaled([0], new DensePattern(1)).Absorb(new double[] { 3, Math.Log(2) });
        double[] x = [0.5];
        one.Apply(x);
        Assert.Equal(4, x[0], 1e-15);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_identity_moves_nothing(bool full)
    {
        double[] x = [0.3, -0.7, 1.1];
        Coordinates identity = Coordinates.Unscaled(
            new double[3], full ? new DensePattern(3) : new DiagonalPattern(3));
        identity.Apply(x);
        Assert.Equal([0.3, -0.7, 1.1], x);
        Assert.Equal(0, identity.LogDeterminant());
        Assert.Equal(full, identity.IsDense);
    }

    private static Coordinates Of(bool full) => full ? Full : Diagonal;

    private static Matrix<double> Matrix(Coordinates map) => map.IsDense
        ? Matrix<double>.Build.DenseOfRowMajor(3, 3, map.Factor)
        : Matrix<double>.Build.DenseOfDiagonalArray(map.Factor);
}
