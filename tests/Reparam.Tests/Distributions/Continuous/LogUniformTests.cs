using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class LogUniformTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new LogUniform(p[0], p[1]);
}
