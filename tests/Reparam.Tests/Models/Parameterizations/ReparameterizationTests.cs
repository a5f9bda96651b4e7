using MathNet.Numerics.LinearAlgebra;
using Reparam.Distributions;
using Reparam.Random;
using static Reparam.Tensor;

namespace Reparam.Tests.Models.Parameterizations;

/// <summary>In any form a model has the same posterior: densities differ by the Jacobian determinant of the change of
/// variables, which is computed here from the derivatives of the way back.</summary>
public sealed class ReparameterizationTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Distribution>> Families = new()
    {
        ["Normal"] = static (loc, scale) => new Normal(loc, scale),
        ["StudentT"] = static (loc, scale) => new StudentT(2 + scale, loc, scale),
        ["Cauchy"] = static (loc, scale) => new Cauchy(loc, scale),
        ["Laplace"] = static (loc, scale) => new Laplace(loc, scale),
        ["Logistic"] = static (loc, scale) => new Logistic(loc, scale),
        ["Gumbel"] = static (loc, scale) => new Gumbel(loc, scale),
        ["LogNormal"] = static (loc, scale) => new LogNormal(loc, scale),
        ["SkewNormal"] = static (loc, scale) => new SkewNormal(loc, scale, 1.5),
        ["AsymmetricLaplace"] = static (loc, scale) => new AsymmetricLaplace(loc, scale, 1.5),
        ["MultivariateNormal"] = static (loc, scale) =>
            new MultivariateNormal(loc * new double[] { 1, 2 }, Lower(scale)),
        ["MultivariateStudentT"] = static (loc, scale) =>
            new MultivariateStudentT(3 + scale, loc * new double[] { 1, 2 }, Lower(scale)),
    };

    public static TheoryData<string> FamilyNames => [.. Families.Keys];

    [Theory]
    [MemberData(nameof(FamilyNames))]
    public void Densities_differ_by_the_determinant_of_the_change_of_variables(string family)
    {
        Model model = Model.Define(m =>
        {
            Tensor loc = m.Sample("loc", new Normal(1, 2)), scale = m.Sample("scale", new HalfNormal(1));
            Tensor x = m.Plate("group", 3).Sample("x", Families[family](loc, scale));
            m.Observe("y", new Normal(x, 0.7), Full(0.4, x.Shape));
        });
        HierarchicalSite site = Assert.Single(HierarchicalSite.Of(model.Written));
        Assert.Equal("x", site.Site.Name);
        Shape shape = site.Site.UnconstrainedShape;
        SiteForm[] forms = site.IsElementwise
            ? [SiteForm.NonCentred, SiteForm.Centred, new SiteForm(0.6, 0.3), new SiteForm(
                From([0.2, 0, 1], shape), From([1.5, 0.7, 3], shape))]
            : [SiteForm.NonCentred, SiteForm.Centred];
        foreach (SiteForm form in forms)
        {
            RequireSamePosterior(model, new Reparameterization(model, [(site, form)]));
        }
    }

    [Fact]
    public void A_site_may_depend_on_another_whose_form_changes_too()
    {
        Model model = Nested(0.5);
        IReadOnlyList<HierarchicalSite> sites = HierarchicalSite.Of(model.Written);
        Assert.Equal(["a", "b"], sites.Select(static s => s.Site.Name));
        RequireSamePosterior(model, new Reparameterization(
            model, [(sites[0], SiteForm.NonCentred), (sites[1], new SiteForm(0.3, 2))]));
        RequireSamePosterior(model, new Reparameterization(
            model, [(sites[0], new SiteForm(0.7, 0.5)), (sites[1], SiteForm.NonCentred)]));
        RequireSamePosterior(model, new Reparameterization(
            model, [(sites[0], SiteForm.Centred), (sites[1], SiteForm.Centred)]));
    }

    [Fact]
    public void Observed_values_that_were_replaced_are_replaced_in_locations_and_scales_too()
    {
        double[] first = [1, 2, 3], second = [0.5, 4, -1];
        Tensor observed = first;
        Model written = Define(observed), replaced = written.WithObserved("y", second);
        HierarchicalSite site = Assert.Single(HierarchicalSite.Of(replaced.Written));
        var forms = new Reparameterization(replaced, [(site, SiteForm.NonCentred)]);
        RequireSamePosterior(replaced, forms);
        double[] point = [0.3, 0.1, 0.2, -0.5];
        Model direct = Define(second);
        Assert.Equal(
            new Reparameterization(direct, [(HierarchicalSite.Of(direct.Written)[0], SiteForm.NonCentred)])
                .LogDensity.Evaluate(point),
            forms.LogDensity.Evaluate(point), 1e-12);

        static Model Define(Tensor y) => Model.Define(m =>
        {
            Tensor scale = m.Sample("scale", new HalfNormal(1));
            Tensor x = m.Plate("row", 3).Sample("x", new Normal(0.1 * y, scale * (1 + Square(y))));
            m.Observe("y", new Normal(x, 1), y);
        });
    }

    [Fact]
    public void Draws_go_back_with_the_density_of_the_model_as_it_was_written()
    {
        Model model = Nested(0.5);
        IReadOnlyList<HierarchicalSite> sites = HierarchicalSite.Of(model.Written);
        var forms = new Reparameterization(model, [.. sites.Select(static s => (s, SiteForm.NonCentred))]);
        int n = model.LogDensity.Dimension;
        const int Draws = 5;
        double[] points = QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), n, Draws);
        var (written, logDensities) = forms.ToWritten(points, Draws);
        for (int d = 0; d < Draws; d++)
        {
            double[] x = [.. Enumerable.Range(0, n).Select(e => written[e * Draws + d])];
            double[] u = [.. Enumerable.Range(0, n).Select(e => points[e * Draws + d])];
            double tau = Math.Exp(u[1]);
            Assert.Equal(u[0], x[0]);
            Assert.Equal(u[0] + tau * u[2], x[2], 1e-12);
            Assert.Equal(model.LogDensity.Evaluate(x), logDensities[d], 1e-10);
        }
    }

    [Fact]
    public void What_is_reported_stays_what_it_was()
    {
        Model model = Nested(0.5);
        var forms = new Reparameterization(
            model, [.. HierarchicalSite.Of(model.Written).Select(static s => (s, SiteForm.NonCentred))]);
        double[] u = QuasiMonteCarlo.Normal(RandomKey.FromSeed(2), model.LogDensity.Dimension, 1);
        Tensor at = From(u, [u.Length]), x = forms.Written(at);
        IReadOnlyList<Quantity> expected = model.LogDensity.Quantities(x), actual = forms.LogDensity.Quantities(at);
        Assert.Equal(expected.Select(static q => q.Name), actual.Select(static q => q.Name));
        for (int q = 0; q < expected.Count; q++)
        {
            Assert.Equal(expected[q].ElementNames, actual[q].ElementNames);
            Assert.Equal(expected[q].Value.ToArray(), actual[q].Value.ToArray());
        }
    }

    private static Model Nested(double spread) => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 3)), tau = m.Sample("tau", new HalfCauchy(2));
        Plate outer = m.Plate("outer", 2);
        Tensor a = outer.Sample("a", new Normal(mu, tau));
        Tensor b = outer.Nested("inner", 2).Sample("b", new StudentT(5, Reshape(a, [2, 1]), spread * tau));
        m.Report("sum", Sum(b));
        m.Observe("y", new Normal(b, 1), new double[,] { { 1, 2 }, { -1, 0.5 } });
    });

    private static void RequireSamePosterior(Model model, Reparameterization forms)
    {
        int n = model.LogDensity.Dimension;
        const int Points = 3;
        double[] noise = QuasiMonteCarlo.Normal(RandomKey.FromSeed(7), n, Points);
        for (int p = 0; p < Points; p++)
        {
            double[] point = [.. Enumerable.Range(0, n).Select(e => noise[e * Points + p])];
            Tensor u = Input("u", [n]), x = forms.Written(u);
            double[][] values = Evaluation.Run([u], [point],
                [x, .. Enumerable.Range(0, n).Select(i => Differentiate.Gradient(x[i], u)[0])], 1);
            double determinant = Matrix<double>.Build.DenseOfRowArrays(values[1..]).Determinant();
            double expected = model.LogDensity.Evaluate(values[0]) + Math.Log(Math.Abs(determinant));
            Assert.Equal(expected, forms.LogDensity.Evaluate(point), 1e-10 * Math.Abs(expected));
        }
    }

    private static Tensor Lower(Tensor scale) =>
        Reshape(Stack(scale, 0 * scale, 0.5 * scale, Exp(scale)), [2, 2]);
}
