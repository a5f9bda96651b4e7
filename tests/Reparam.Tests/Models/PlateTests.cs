using Reparam.Distributions;

namespace Reparam.Tests.Models;

public sealed class PlateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_plate_of_no_elements_is_refused(int size)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Model.Define(m => m.Plate("row", size)));
        Assert.Equal("size", e.ParamName);
        Assert.StartsWith($"Plate 'row': the size must be at least 1, but is {size}. Pass how many elements there are.",
            e.Message);
    }

    [Fact]
    public void A_plate_knows_its_name_and_size() => Model.Define(m =>
    {
        m.Sample("mu", new Normal(0, 1));
        Plate plate = m.Plate("school", 8);
        Assert.Equal("school", plate.Name);
        Assert.Equal(8, plate.Size);
    });

    [Fact]
    public void Nested_plates_add_axes_before_the_event()
    {
        Model model = Model.Define(m =>
        {
            Plate inner = m.Plate("school", 2).Nested("class", 3);
            Tensor effect = inner.Sample("effect", new Normal(0, 1));
            Assert.Equal([2, 3], effect.Shape);
            Assert.Equal([2, 3, 4], inner.Sample("weights", new Dirichlet(new double[] { 1, 1, 1, 1 })).Shape);
        });
        Assert.Equal([2, 3], model.Sites[0].Shape);
        Assert.Equal([2, 3, 4], model.Sites[1].Shape);
        Assert.Equal([2, 3, 3], model.Sites[1].UnconstrainedShape);
        Assert.Equal(6 + 18, model.LogDensity.Dimension);
    }

    [Fact]
    public void Elements_of_a_plate_are_independent_with_the_parameters_of_their_own_place()
    {
        double[] loc = [-1, 0, 2];
        Model model = Model.Define(m => m.Plate("row", 2).Nested("column", 3).Sample("x", new Normal(loc, 2)));
        double[] point = [0.5, -0.25, 1, 2, 3, -4];
        double expected = point.Select((x, i) =>
            -0.5 * Math.Pow((x - loc[i % 3]) / 2, 2) - Math.Log(2) - 0.5 * Math.Log(2 * Math.PI)).Sum();
        Assert.Equal(expected, LogJoint.At(model.LogDensity, point).Value, 1e-13);
    }
}
