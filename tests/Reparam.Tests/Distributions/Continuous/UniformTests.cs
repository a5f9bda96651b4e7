using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class UniformTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Uniform(p[0], p[1]);
}
