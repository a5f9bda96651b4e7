using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class StartAgreementTests
{
    [Fact]
    public void R_hat_is_that_of_endless_chains()
    {
        Coordinates At(double mean, double sd) => new([mean, 0], [sd, 1]);
        Assert.Equal(1, StartAgreement.RHat([At(3, 1)]));
        Assert.Equal(1, StartAgreement.RHat([At(3, 1), At(3, 1)]));
        // Means 1 and 3, variance 2; sds 1 and 2, mean square 2.5.
        Assert.Equal(Math.Sqrt(1 + 2 / 2.5), StartAgreement.RHat([At(1, 1), At(3, 2)]), 1e-14);
    }
}
