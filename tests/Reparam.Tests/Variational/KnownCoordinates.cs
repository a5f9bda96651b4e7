using Reparam.Variational;

namespace Reparam.Tests.Variational;

/// <summary>Coordinates that change nothing.</summary>
internal static class KnownCoordinates
{
    /// <summary>x = u, with a dense or a diagonal matrix.</summary>
    public static Coordinates Identity(int dimension, bool full) => Coordinates.Unscaled(
        new double[dimension], full ? new DensePattern(dimension) : new DiagonalPattern(dimension));
}
