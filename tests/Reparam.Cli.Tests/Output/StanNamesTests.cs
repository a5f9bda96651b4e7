using System.Text.RegularExpressions;

namespace Reparam.Cli.Tests;

public class StanNamesTests
{
    [Fact]
    public void Elements_of_arrays_are_written_with_dots() =>
        Assert.Equal(
            ["mu", "theta.1", "theta.2", "m.1.1", "m.1.2"],
            StanNames.Of(["mu", "theta[1]", "theta[2]", "m[1,1]", "m[1,2]"]));

    [Fact]
    public void Group_effects_are_a_matrix_of_levels_and_effects() =>
        Assert.Equal(
            ["r_g.1.1", "r_g.2.1", "r_g.3.1", "r_g.1.2", "r_g.2.2", "r_g.3.2", "r_h.1.1"],
            StanNames.Of(["r_g[3,Intercept]", "r_g[10,Intercept]", "r_g[a,b,Intercept]", "r_g[3,x]", "r_g[10,x]",
                "r_g[a,b,x]", "r_h[10,x]"]));

    [Fact]
    public void Names_that_Stan_could_have_stay() =>
        Assert.Equal(
            ["Intercept", "b_EthN", "sd_village__Intercept", "cor_Subject__Intercept__Days"],
            StanNames.Of(["Intercept", "b_EthN", "sd_village__Intercept", "cor_Subject__Intercept__Days"]));

    [Fact]
    public void Other_characters_become_underscores_and_names_stay_apart()
    {
        IReadOnlyList<string> names = StanNames.Of(["b_a:b", "b_a.b", "b_a_b", "b_größe", "lp__", "sd_a:b__x"]);

        Assert.Equal(["b_a_b", "b_a_b_2", "b_a_b_3", "b_gr__e", "lp___2", "sd_a_b__x"], names);
        Assert.All(names, name => Assert.Matches(new Regex(@"^[A-Za-z]\w*(\.\d+)*$", RegexOptions.ECMAScript), name));
    }
}
