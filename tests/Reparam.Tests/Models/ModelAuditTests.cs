using Reparam.Data;
using Reparam.Distributions;
using Reparam.Gradients;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

public class ModelAuditTests
{
    private static readonly double[] Counts = [1, 3, 0, 2, 7, 9, 8, 6];
    private static readonly double[] Days = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>A change point: the rate of counts jumps from one level to another.</summary>
    private static readonly Model ChangePoint = Model.Define(m =>
    {
        Tensor early = m.Sample("early", new Normal(0, 1)), late = m.Sample("late", new Normal(0, 1));
        Tensor change = m.Sample("change", new Normal(4, 2));
        m.Observe("counts", new Poisson(Exp(Select((Tensor)Days < change, early, late))), Counts);
    });

    [Fact]
    public void The_site_and_the_operation_are_named_with_the_term_that_they_enter()
    {
        AuditReport report = ChangePoint.Audit([0, 1, 4.5], [-1, -1, 0]);
        Assert.Equal(["early", "late", "change"], report.Sites.Select(s => s.Name));
        Assert.Equal([true, true, false], report.Sites.Select(s => s.InterchangeHolds));
        AuditFinding culprit = Assert.Single(report.Sites[2].Findings);
        Assert.Equal(
            new AuditFinding("less", "[1, 2, 3, 4, …] < change", "likelihood of counts", Continuity.Jumps), culprit);
        Assert.IsType<BoundaryCorrected>(report.Estimator);
        Assert.True(report.Agrees);
        Assert.Equal(["Pathwise", "Pathwise", "BoundaryCorrected"], report.Sites.Select(s => s.Gradient));
        Assert.Contains(
            "  change [BoundaryCorrected]: the path is WRONG\n" +
            "    'less', [1, 2, 3, 4, …] < change, in the likelihood of counts",
            report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_jumps_is_right_at_every_site()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
            m.Observe("y", new Normal(mu, tau), new double[] { 2.1, 0.4, 1.3 });
        });
        AuditReport report = model.Audit();
        Assert.True(report.InterchangeHolds && report.Agrees);
        Assert.All(report.Sites, s => Assert.Empty(s.Findings));
    }

    [Fact]
    public void A_constrained_site_is_known_by_its_name()
    {
        Model model = Model.Define(m =>
        {
            Tensor tau = m.Sample("tau", new HalfNormal(1)), z = m.Plate("group", 2).Sample("z", new Normal(0, 1));
            m.Factor("penalty", -3 * (tau > 2) - Sum(Square(z)) + Sum(Select(z < 0, 0, z)));
        });
        AuditReport report = model.Audit();
        Assert.Equal(new AuditFinding("less", "2 < tau", "factor penalty", Continuity.Jumps),
            Assert.Single(report.Sites[0].Findings));
        Assert.Equal(new AuditFinding("less", "z < 0", "factor penalty", Continuity.Proven),
            Assert.Single(report.Sites[1].Findings));
        Assert.True(report.Agrees);
    }

    [Fact]
    public void Rows_of_a_source_are_audited_as_one_block()
    {
        // Three blocks, and a row more than two of them.
        const int count = 2049;
        double[] x = [.. Enumerable.Range(0, count).Select(i => i % 7 - 3.0)];
        var source = new MemoryRows().With("x", x)
            .With("y", [.. x.Select((v, i) => v + i % 5 - 2)]);
        AuditReport Report(bool jumps) => Model.Define(m =>
        {
            Rows rows = m.Rows("row", source);
            Tensor knot = m.Sample("knot", new Normal(0, 1)), slope = m.Sample("slope", new Normal(0, 1));
            Tensor past = rows.Column("x") - knot;
            rows.Observe("y", new Normal(slope * Select(past < 0, 0, jumps ? 1 : past), 30), rows.Column("y"));
        }).Audit([0.4, 0.2], [-2, -2]);
        AuditReport kink = Report(jumps: false), jump = Report(jumps: true);
        Assert.True(kink.InterchangeHolds && kink.Agrees && jump.Agrees);
        Assert.Equal(new AuditFinding("less", "x - knot < 0", "likelihood of y", Continuity.Proven),
            Assert.Single(kink.Sites[0].Findings));
        Assert.Equal([false, true], jump.Sites.Select(s => s.InterchangeHolds));
        Assert.Equal(new AuditFinding("less", "x - knot < 0", "likelihood of y", Continuity.Jumps),
            Assert.Single(jump.Sites[0].Findings));
    }

    [Fact]
    public void A_model_of_one_block_of_rows_is_audited_as_that_of_the_same_data()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => i % 7 - 3.0)];
        var source = new MemoryRows().With("x", x);
        Model streamed = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Rows rows = m.Rows("row", source);
            rows.Observe("x", new Normal(mu, 2), rows.Column("x"));
        }), constant = Model.Define(m => m.Observe("x", new Normal(m.Sample("mu", new Normal(0, 1)), 2), x));
        GradientEstimate found = streamed.Audit().Estimate, expected = constant.Audit().Estimate;
        Assert.Equal(expected.Value, found.Value, 1e-9);
        Assert.Equal(expected.Gradient[0], found.Gradient[0], 1e-9);
    }

    [Fact]
    public void Wrong_points_are_refused()
    {
        Assert.Equal("location", Assert.Throws<ArgumentException>(() => ChangePoint.Audit([1, 2])).ParamName);
        Assert.Equal("logScale", Assert.Throws<ArgumentException>(() => ChangePoint.Audit(null, [1, 2])).ParamName);
    }
}
