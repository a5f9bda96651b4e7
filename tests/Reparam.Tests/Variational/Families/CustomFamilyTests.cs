using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class CustomFamilyTests : FamilyLaws
{
    public override VariationalFamily Family { get; } = new CustomFamily("sinh-arcsinh", n => 2 * n,
        (parameters, n) => new Reparam.Bijectors.SinhArcsinh(parameters[..n], Exp(parameters[n..])));

    protected override double MassTolerance => 1e-3;

    protected override double Reach => 60;

    [Fact]
    public void What_does_not_fit_is_refused_by_the_name_of_the_family()
    {
        static void Refused(CustomFamily family, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => Inference.Fit(Standard(2), 1, new() { Family = family }));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }

        Refused(new("mine", _ => -1, (_, _) => new Reparam.Bijectors.Identity()),
            "mine: the number of parameters must be at least 0, but parameterCount gave -1 for 2 unknowns.");
        Refused(new("mine", _ => 1, (_, _) => new Reparam.Bijectors.Identity(), (_, _) => [0, 1]),
            "mine: start must give 1 finite numbers for 2 unknowns, but gave [0, 1].");
        Refused(new("mine", _ => 1, (_, _) => new Reparam.Bijectors.StickBreaking()),
            "mine: the map must take vectors of length 2 to such vectors, but StickBreaking gives shape [3].");
        Assert.Throws<ArgumentException>(() => new CustomFamily(" ", _ => 0, (_, _) => new Reparam.Bijectors.Identity()));
    }
}
