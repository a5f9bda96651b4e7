using Reparam.Distributions;

namespace Reparam.Tests.Models.Parameterizations;

public sealed class HierarchicalSiteTests
{
    [Fact]
    public void Sites_whose_scale_is_a_number_are_taken_as_written()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 3));
            m.Plate("group", 4).Sample("x", new Normal(mu, 1.5));
            Tensor tau = m.Sample("tau", new HalfCauchy(2));
            m.Sample("rate", new HalfCauchy(tau));
        });
        Assert.Empty(HierarchicalSite.Of(model.Written));
    }

    [Fact]
    public void Sites_whose_scale_is_unknown_are_found_where_they_stand()
    {
        Model model = Model.Define(m =>
        {
            Tensor tau = m.Sample("tau", new HalfCauchy(2));
            Tensor local = m.Plate("group", 4).Sample("local", new HalfCauchy(1));
            m.Plate("group", 4).Sample("x", new Normal(0, tau * local));
            m.Sample("z", new LogNormal(0, tau));
        });
        Assert.Equal([("x", 5, 4), ("z", 9, 1)],
            HierarchicalSite.Of(model.Written).Select(static s => (s.Site.Name, s.Start, s.Size)));
    }
}
