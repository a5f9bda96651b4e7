using static Reparam.ElementOwners;
using static Reparam.Tensor;

namespace Reparam.Tests.Models.Enumeration;

/// <summary>Which element of an unknown each element of an expression is computed from.</summary>
public sealed class ElementOwnersTests
{
    private readonly Tensor _z = Input("z", [3]);

    [Fact]
    public void Operations_that_take_elements_by_themselves_keep_their_owners()
    {
        Require([0, 1, 2], 2 * Exp(_z) + 1);
        Require([2, 0, 0], Gather(_z, [2, 0, 0]));
        Require([0, 0, 1, 1, 2, 2], Reshape(_z, [3, 1]) * new double[] { 1, 2 });
        Require([0, 1, 2], Sum(Reshape(_z, [3, 1]) * new double[] { 1, 2 }, 1));
        Require([None, 0, None, 1, 2], ScatterAdd(_z, [1, 3, 4], 5));
        Require([None, 0, 1, 2], Concatenate([new double[] { 7 }, _z]));
        Require([0, 1, 2], Select(Equal(_z, 1), 3.0, _z));
        Require([0, 0, 1, 1, 2, 2], Gather(new double[,] { { 1, 2 }, { 3, 4 } }, _z));
        Require([0, 1, 2], MatMul(Reshape(_z, [3, 1]), new double[,] { { 2 } }));
    }

    [Fact]
    public void Operations_that_take_several_elements_are_named()
    {
        Require([Several], Sum(_z), "sum");
        Require([0, 0, Several], Gather(_z, [0, 0, 1]) * Gather(_z, [0, 0, 2]), "multiply");
        Require([Several, Several], Exp(Gather(_z, [0, 1]) + Sum(_z)), "sum");
        Require([Several, Several, Several], CumulativeSum(_z));
        Require([Several], Gather(_z, Input("place", [1])));
    }

    [Fact]
    public void What_does_not_depend_has_no_owners() =>
        Assert.Null(new ElementOwners(_z).Of(Exp(Input("x", [3]))));

    private void Require(int[] expected, Tensor expression, string? mixing = null)
    {
        var owners = new ElementOwners(_z);
        Assert.Equal(expected, owners.Of(expression));
        if (mixing is not null)
        {
            Assert.Equal(mixing, owners.Mixing(expression)?.Primitive.Name);
        }
    }
}
