using Reparam.Distributions;

namespace Reparam.Tests.Models;

public sealed class UnknownStructureTests
{
    [Fact]
    public void Unknowns_of_one_element_of_a_plate_are_together_whatever_their_sites()
    {
        UnknownStructure structure = Structure(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            m.Plate("school", 3).Sample("a", new Normal(0, 1));
            m.Sample("tau", new HalfNormal(1));
            m.Plate("school", 3).Sample("b", new Normal(0, 1));
        });
        Assert.Equal([0, 4], structure.Globals);
        PlateUnknowns plate = Assert.Single(structure.Plates);
        Assert.Equal((2, 3), (plate.Size, plate.Count));
        Assert.Equal([1, 5, 2, 6, 3, 7], plate.Places);
    }

    [Fact]
    public void Events_belong_to_their_element_with_their_unconstrained_length()
    {
        UnknownStructure structure = Structure(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            m.Plate("town", 2).Sample("shares", new Dirichlet(new double[] { 1, 1, 1 }));
        });
        Assert.Equal([1, 2, 3, 4], Assert.Single(structure.Plates).Places);
        Assert.Equal(2, structure.Plates[0].Size);
    }

    [Fact]
    public void Nested_plates_belong_to_the_element_around_them()
    {
        UnknownStructure structure = Structure(m =>
        {
            Plate school = m.Plate("school", 2);
            school.Sample("a", new Normal(0, 1));
            school.Nested("class", 3).Sample("b", new Normal(0, 1));
        });
        Assert.Equal([0, 2, 3, 4, 1, 5, 6, 7], Assert.Single(structure.Plates).Places);
        Assert.Equal(4, structure.Plates[0].Size);
    }

    [Fact]
    public void Large_nested_plates_stand_by_themselves()
    {
        UnknownStructure structure = Structure(m =>
        {
            Plate school = m.Plate("school", 2);
            school.Sample("a", new Normal(0, 1));
            school.Nested("pupil", 100).Sample("b", new Normal(0, 1));
        });
        Assert.Equal([(1, 2), (1, 200)], structure.Plates.Select(p => (p.Size, p.Count)));
    }

    [Fact]
    public void A_few_effects_of_each_of_many_levels_are_together()
    {
        UnknownStructure structure = Structure(m =>
            m.Plate("effect", 2).Nested("level", 5).Sample("z", new Normal(0, 1)));
        Assert.Equal([0, 5, 1, 6, 2, 7, 3, 8, 4, 9], Assert.Single(structure.Plates).Places);
        Assert.Equal(2, structure.Plates[0].Size);
    }

    [Fact]
    public void Axes_that_are_all_long_give_an_element_for_each_combination()
    {
        UnknownStructure structure = Structure(m =>
            m.Plate("row", 20).Nested("column", 30).Sample("z", new Normal(0, 1)));
        Assert.Equal((1, 600), (structure.Plates[0].Size, structure.Plates[0].Count));
    }

    [Fact]
    public void Small_plates_beside_a_large_one_can_be_taken_as_global()
    {
        UnknownStructure structure = Structure(m =>
        {
            m.Plate("item", 3).Sample("a", new Normal(0, 1));
            m.Plate("person", 50).Sample("b", new Normal(0, 1));
            m.Sample("mu", new Normal(0, 1));
        });
        Assert.Equal([53], structure.Globals);
        Assert.Equal([0, 1, 2, 53], structure.WithSmallPlatesGlobal(4).Globals);
        Assert.Equal(50, Assert.Single(structure.WithSmallPlatesGlobal(4).Plates).Count);
        Assert.Equal(2, structure.WithSmallPlatesGlobal(3).Plates.Count);
    }

    [Fact]
    public void Without_anything_outside_plates_one_element_is_global()
    {
        UnknownStructure structure = Structure(m => m.Plate("town", 3).Sample("a", new Normal(0, 1)));
        Assert.Empty(structure.Globals);
        Assert.Equal([0], structure.WithSmallPlatesGlobal(0).Globals);
        Assert.Equal([1, 2], Assert.Single(structure.WithSmallPlatesGlobal(0).Plates).Places);
    }

    [Fact]
    public void A_function_has_no_plates()
    {
        UnknownStructure structure = LogDensity.Over(3, x => -Tensor.Sum(x * x)).Structure;
        Assert.Equal([0, 1, 2], structure.Globals);
        Assert.Empty(structure.Plates);
    }

    private static UnknownStructure Structure(Action<ModelBuilder> define) => Model.Define(define).LogDensity.Structure;
}
