using Reparam.Numerics;

namespace Reparam.Gradients;

/// <summary>Joins the terms of draws into replicates that are independent of each other.</summary>
/// <remarks>
/// A replicate is a group of blocks, a block a number of draws that may depend on each other, in the order of the
/// draws. Without scores a replicate is the mean of its terms. With them, the gradient of each draw is diminished by
/// its score times the mean value of the other blocks, which is independent of the score, whose mean is zero: what is
/// subtracted has expectation zero (Kool, van Hoof and Welling 2019, for blocks of one draw).
/// </remarks>
/// <param name="parameters">The number of parameters.</param>
/// <param name="block">Draws in a block.</param>
/// <param name="group">Blocks in a replicate.</param>
/// <param name="scored">Whether value and gradient are followed by scores.</param>
internal sealed class Replicates(int parameters, int block, int group, bool scored)
{
    private readonly double[] _sums = new double[group * (1 + (scored ? 2 : 1) * parameters)];
    private readonly double[] _replicate = new double[1 + parameters];
    private int _draw;

    /// <summary>The moments of the replicates.</summary>
    public RunningMoments Moments { get; } = new(1 + parameters);

    /// <summary>Adds draws laid out as [term · draws + draw].</summary>
    public void Add(ReadOnlySpan<double> terms, int draws)
    {
        if (block == 1 && group == 1)
        {
            Moments.Add(terms, draws);
            return;
        }
        int rows = _sums.Length / group;
        for (int d = 0; d < draws; d++)
        {
            Span<double> sums = _sums.AsSpan(_draw / block * rows, rows);
            for (int row = 0; row < rows; row++)
            {
                sums[row] += terms[row * draws + d];
            }
            if (++_draw == block * group)
            {
                Close(rows);
            }
        }
    }

    private void Close(int rows)
    {
        Array.Clear(_replicate);
        for (int b = 0; b < group; b++)
        {
            for (int row = 0; row <= parameters; row++)
            {
                _replicate[row] += _sums[b * rows + row] / (block * group);
            }
        }
        for (int b = 0; scored && b < group; b++)
        {
            double others = (_replicate[0] * group * block - _sums[b * rows]) / ((group - 1) * block);
            for (int i = 0; i < parameters; i++)
            {
                _replicate[1 + i] -= others * _sums[b * rows + 1 + parameters + i] / (block * group);
            }
        }
        Moments.Add(_replicate, 1);
        Array.Clear(_sums);
        _draw = 0;
    }
}
