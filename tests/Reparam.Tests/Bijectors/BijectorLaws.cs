using System.Globalization;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra.Double;
using Reparam.Bijectors;
using Reparam.Gradients;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Bijectors;

/// <summary>What every change of variables must satisfy; one closed subclass for each.</summary>
public abstract class BijectorLaws
{
    /// <summary>The map under test.</summary>
    public abstract Bijector Bijector { get; }

    /// <summary>The shape of one event of x.</summary>
    public virtual Shape Event => Shape.Scalar;

    /// <summary>Between these lie the elements of x for the laws that ask for precision.</summary>
    protected virtual (double Lower, double Upper) Domain => (-4, 4);

    /// <summary>Elements of x near the ends of what must be handled with a finite gradient.</summary>
    protected virtual double[] Extremes => [-30, 30];

    /// <summary>The greatest error of a round trip, relative to 1 + |value|, within <see cref="Domain"/>.</summary>
    protected virtual double RoundTrip => 1e-13;

    /// <summary>The greatest error of first and second derivatives of a round trip, within
    /// <see cref="Domain"/>.</summary>
    protected virtual double DerivativeTolerance => RoundTrip * 100;

    /// <summary>Whether it has an inverse. A map that has not must override the laws that speak of it.</summary>
    protected virtual bool IsOneToOne => true;

    /// <summary>The coordinates of one y in which the determinant is meant: as many as x has.</summary>
    protected virtual Tensor FreeCoordinates(Tensor y) => Tensor.Reshape(y, [y.Size]);

    [Fact]
    public virtual void The_inverse_undoes_the_map()
    {
        foreach (double[] point in Points())
        {
            Tensor x = Tensor.From(point, Event), y = Bijector.Forward(x);
            AssertClose(point, Bijector.Inverse(y).ToArray(), RoundTrip);
            // And from numbers, not from an expression whose structure might be seen through.
            Tensor image = Tensor.From(y.ToArray(), y.Shape);
            Tensor back = Bijector.Inverse(image);
            AssertClose(point, back.ToArray(), RoundTrip);
            AssertClose(image.ToArray(), Bijector.Forward(back).ToArray(), RoundTrip);
        }
    }

    [Fact]
    public virtual void The_log_determinant_is_that_of_the_Jacobian()
    {
        foreach (double[] point in Points())
        {
            Tensor x = Tensor.Input("x", Event);
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
            Tensor jacobian = Differentiate.Jacobian(FreeCoordinates(y), x);
            double[][] result = Evaluation.Run([x], [point], [jacobian, logDet], 1);
            double determinant = DenseMatrix.OfRowArrays(result[0].Chunk(point.Length)).Determinant();
            Assert.Equal(Math.Log(Math.Abs(determinant)), result[1][0], 1e-11 * point.Length);
        }
    }

    [Fact]
    public virtual void A_round_trip_has_the_derivatives_of_the_identity()
    {
        foreach (double[] point in Points().Take(6))
        {
            Tensor x = Tensor.Input("x", Event);
            Tensor flat = Tensor.Reshape(Bijector.Inverse(Bijector.Forward(x)), [point.Length]);
            Tensor weights = Tensor.From(new SplitMix(8).Numbers(point.Length), [point.Length]);
            Tensor first = Differentiate.Gradient(Tensor.Sum(flat * weights), x)[0];
            Tensor second = Differentiate.Gradient(Tensor.Sum(first * Tensor.Reshape(weights, Event)), x)[0];
            double[][] result = Evaluation.Run([x], [point], [first, second], 1);
            AssertClose(weights.ToArray(), result[0], DerivativeTolerance);
            AssertClose(new double[point.Length], result[1], DerivativeTolerance);
        }
    }

    [Fact]
    public void The_log_determinant_is_the_same_from_numbers_as_from_the_expression()
    {
        foreach (double[] point in Points())
        {
            Tensor x = Tensor.From(point, Event);
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
            Tensor image = Tensor.From(y.ToArray(), y.Shape);
            AssertClose(logDet.ToArray(), Bijector.LogDetJacobian(x, image).ToArray(), 1e-12);
        }
    }

    [Fact]
    public virtual void The_inverse_has_the_opposite_log_determinant()
    {
        foreach (double[] point in Points())
        {
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(Tensor.From(point, Event));
            (Tensor x, Tensor inverse) = Bijector.InverseAndLogDet(Tensor.From(y.ToArray(), y.Shape));
            AssertClose(point, x.ToArray(), RoundTrip);
            Assert.Equal(-logDet.ToDouble(), inverse.ToDouble(), RoundTrip * 100);
        }
    }

    [Fact]
    public void Shapes_are_as_promised()
    {
        foreach (Shape batch in new Shape[] { [], [1], [4], [2, 3] })
        {
            double[] values = new SplitMix(1).Numbers(batch.Size * Event.Size, Domain.Lower, Domain.Upper);
            Tensor x = Tensor.From(values, batch.Append(Event));
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
            Assert.Equal(Event.Rank, Bijector.EventRank);
            Assert.Equal(batch, y.Shape[..^Bijector.ForwardEventRank]);
            Assert.Equal(batch, logDet.Shape);
            Assert.Equal(y.Shape, Bijector.ForwardShape(x.Shape));
            Assert.Equal(x.Shape, Bijector.InverseShape(y.Shape));
            Assert.Equal(x.Shape, Bijector.Inverse(y).Shape);
            Assert.Equal(batch, IsOneToOne ? Bijector.InverseAndLogDet(y).LogDet.Shape : batch);
        }
    }

    [Fact]
    public void Each_element_of_a_batch_is_mapped_by_itself()
    {
        double[] values = new SplitMix(2).Numbers(6 * Event.Size, Domain.Lower, Domain.Upper);
        Tensor x = Tensor.From(values, Shape.Create([2, 3]).Append(Event));
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        Tensor back = Bijector.Inverse(y);
        double[][] all = [y.ToArray(), logDet.ToArray(), back.ToArray()];
        for (int i = 0; i < 6; i++)
        {
            Tensor one = Tensor.From(values.AsSpan(i * Event.Size, Event.Size), Event);
            (Tensor y1, Tensor logDet1) = Bijector.ForwardAndLogDet(one);
            AssertClose(y1.ToArray(), all[0].AsSpan(i * y1.Size, y1.Size).ToArray(), 1e-15);
            AssertClose(logDet1.ToArray(), [all[1][i]], 1e-15);
            AssertClose(Bijector.Inverse(y1).ToArray(), all[2].AsSpan(i * Event.Size, Event.Size).ToArray(), 1e-14);
        }
    }

    [Fact]
    public void Values_that_vary_by_draw_are_mapped_draw_by_draw()
    {
        const int draws = 13;
        double[] values = new SplitMix(3).Numbers(draws * Event.Size, Domain.Lower, Domain.Upper);
        Tensor x = Tensor.Input("x", Event, varies: true);
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        double[][] all = Evaluation.Run([x], [values], [y, Tensor.Spread(logDet), Bijector.Inverse(y)], draws);
        for (int d = 0; d < draws; d++)
        {
            double[] Draw(double[] of) => [.. of.Where((_, i) => i % draws == d)];
            (Tensor y1, Tensor logDet1) = Bijector.ForwardAndLogDet(Tensor.From(Draw(values), Event));
            AssertClose(y1.ToArray(), Draw(all[0]), 1e-15);
            AssertClose(logDet1.ToArray(), Draw(all[1]), 1e-15);
            AssertClose(Bijector.Inverse(y1).ToArray(), Draw(all[2]), 1e-14);
        }
    }

    [Fact]
    public void A_gradient_may_be_taken_through_it()
    {
        // No operation jumps at a place that depends on noise and parameters together.
        Tensor parameters = Tensor.Input("parameters", Event), noise = Tensor.Input("noise", Event, varies: true);
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(parameters * noise);
        Tensor? jump = PathRegularity.FirstJump(Tensor.Sum(y) + logDet, parameters, noise);
        Assert.True(jump is null, $"{jump?.Primitive.Name} of shape {jump?.Shape} jumps.");
    }

    [Fact]
    public void Single_precision_agrees_with_double_precision()
    {
        foreach (double[] point in Points())
        {
            Tensor x = Tensor.Input("x", Event, varies: true);
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
            Tensor[] gradients = [Differentiate.Gradient(Tensor.Sum(y), x)[0], Differentiate.Gradient(logDet, x)[0]];
            SinglePrecision.Check(Describe(point), [x], [point],
                [("value", y), ("log-determinant", logDet), .. gradients.Select(static g => ("derivatives", g))]);
            if (IsOneToOne)
            {
                Tensor image = Tensor.Input("y", y.Shape, varies: true);
                SinglePrecision.Check(Describe(point), [image], [Evaluation.Run([x], [point], [y], 1)[0]],
                    [("inverse", Bijector.Inverse(image))]);
            }
        }
    }

    [Fact]
    public void Gradients_are_finite_far_out()
    {
        var random = new SplitMix(4);
        for (int i = 0; i < 32; i++)
        {
            double[] point =
                [.. Enumerable.Range(0, Event.Size).Select(_ => Extremes[random.Integer(Extremes.Length)])];
            Tensor x = Tensor.Input("x", Event);
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
            Tensor gradient = Differentiate.Gradient(Tensor.Sum(y) + logDet, x)[0];
            foreach (double[] values in Evaluation.Run([x], [point], [y, logDet, gradient], 1))
            {
                Assert.All(values, v => Assert.True(double.IsFinite(v), Describe(point)));
            }
        }
    }

    /// <summary>Checks the values of tests/Reparam.Tests/Reference/bijectors.json against the map made for each length
    /// of x.</summary>
    /// <param name="name">The name of the map there.</param>
    /// <param name="bijector">The map for one case's x.</param>
    /// <param name="tolerance">The greatest error relative to the value.</param>
    /// <param name="least">Below this the error of an element of y is relative to it: 1 for a map that adds numbers,
    /// whose result may be small by chance.</param>
    private protected static void AssertMatchesReference(
        string name, Func<double[], Bijector> bijector, double tolerance, double least = 1e-290)
    {
        int cases = 0;
        foreach (JsonElement entry in ReferenceCases())
        {
            if (entry.GetProperty("bijector").GetString() != name)
            {
                continue;
            }
            double[] x = Numbers(entry, "x"), y = Numbers(entry, "y");
            Bijector map = bijector(x);
            (Tensor value, Tensor logDet) = map.ForwardAndLogDet(
                map.EventRank == 0 ? Tensor.From(x, Shape.Scalar) : Tensor.From(x, [x.Length]));
            double[] actual = value.ToArray();
            Assert.Equal(y.Length, actual.Length);
            for (int i = 0; i < y.Length; i++)
            {
                WorstErrors.Observe("value", Math.Abs(y[i] - actual[i]) / Math.Max(Math.Abs(y[i]), least));
                Assert.True(Math.Abs(y[i] - actual[i]) <= tolerance * Math.Max(Math.Abs(y[i]), least),
                    $"{Describe(x)}: element {i} is {actual[i]:R}, not {y[i]:R}");
            }
            double expected = entry.GetProperty("logDet").GetDouble();
            WorstErrors.Observe(
                "log-determinant", Math.Abs(expected - logDet.ToDouble()) / Math.Max(1, Math.Abs(expected)));
            Assert.True(Math.Abs(expected - logDet.ToDouble()) <= tolerance * Math.Max(1, Math.Abs(expected)),
                $"{Describe(x)}: log-determinant {logDet.ToDouble():R}, not {expected:R}");
            cases++;
        }
        Assert.True(cases > 0, $"no reference case for {name}");
    }

    /// <summary>Asserts |expected - actual| ≤ tolerance (1 + |expected|) for each element.</summary>
    private protected static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            WorstErrors.Observe("round trip", Math.Abs(expected[i] - actual[i]) / (1 + Math.Abs(expected[i])));
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                string.Create(CultureInfo.InvariantCulture, $"element {i} is {actual[i]:R}, not {expected[i]:R}"));
        }
    }

    /// <summary>The gradient of an expression in x at a point.</summary>
    private protected static double[] GradientAt(Func<Tensor, Tensor> expression, Tensor point)
    {
        Tensor x = Tensor.Input("x", point.Shape);
        return Evaluation.Run([x], [point.ToArray()], [Differentiate.Gradient(expression(x), x)[0]], 1)[0];
    }

    private static string Describe(double[] point) =>
        "at x = [" + string.Join(", ", point.Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + "]";

    private static double[] Numbers(JsonElement entry, string name) =>
        [.. entry.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static List<JsonElement> ReferenceCases()
    {
        string path = RepositoryRoot.File("tests/Reparam.Tests/Reference/bijectors.json");
        return [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray()];
    }

    private protected IEnumerable<double[]> Points()
    {
        var random = new SplitMix(7);
        yield return [.. Enumerable.Repeat(0.5 * (Domain.Lower + Domain.Upper), Event.Size)];
        for (int i = 0; i < 20; i++)
        {
            yield return random.Numbers(Event.Size, Domain.Lower, Domain.Upper);
        }
    }
}
