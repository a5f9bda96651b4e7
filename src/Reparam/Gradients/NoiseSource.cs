using Reparam.Distributions;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>An input of an expression that is filled with noise.</summary>
/// <param name="Input">The input, which varies by draw.</param>
/// <param name="Kind">The distribution of its elements.</param>
/// <param name="Name">What its key is folded with; null for the noise of the draw itself.</param>
internal sealed record NoiseInput(Tensor Input, NoiseKind Kind, string? Name = null)
{
    /// <summary>Makes the input.</summary>
    public static NoiseInput Of(NoiseKind kind, Shape shape, string? name = null) =>
        new(Tensor.Input(name ?? "noise", shape, varies: true), kind, name);
}

/// <summary>Fills noise inputs, draw by draw, by a scheme: a function of key and draw alone, however the draws are
/// cut.</summary>
/// <param name="inputs">What is filled.</param>
/// <param name="key">The key of all of it.</param>
/// <param name="scheme">How draws are related.</param>
/// <param name="block">The number of draws that depend on each other.</param>
internal sealed class NoiseSource(IReadOnlyList<NoiseInput> inputs, RandomKey key, NoiseScheme scheme, int block)
{
    private long _cached = -1;
    private double[][] _points = [];

    /// <summary>Fills every input, laid out as [element · draws + draw].</summary>
    public void Fill(int first, int draws, double[][] destination)
    {
        switch (scheme)
        {
            case IndependentNoise:
                for (int i = 0; i < inputs.Count; i++)
                {
                    inputs[i].Kind.Fill(Key(inputs[i]), first, draws, inputs[i].Input.Size, destination[i]);
                }
                break;
            case AntitheticNoise:
                FillPairs(first, draws, destination);
                break;
            default:
                FillPoints(first, draws, destination);
                break;
        }
    }

    private RandomKey Key(NoiseInput input) => input.Name is null ? key : key.Fold(input.Name);

    private void FillPairs(int first, int draws, double[][] destination)
    {
        int from = first / 2, pairs = (first + draws - 1) / 2 - from + 1;
        for (int i = 0; i < inputs.Count; i++)
        {
            int size = inputs[i].Input.Size;
            var uniform = new double[size * pairs];
            Noise.FillUniform(Key(inputs[i]), 0, from, pairs, 0, size, uniform);
            for (int e = 0; e < size; e++)
            {
                for (int d = 0; d < draws; d++)
                {
                    double u = uniform[e * pairs + (first + d) / 2 - from];
                    destination[i][e * draws + d] = (first + d) % 2 == 0 ? u : 1 - u;
                }
            }
            FromUniform(inputs[i].Kind, destination[i]);
        }
    }

    private void FillPoints(int first, int draws, double[][] destination)
    {
        for (int start = 0, count; start < draws; start += count)
        {
            int place = (first + start) % block;
            count = Math.Min(draws - start, block - place);
            Points((first + start) / block);
            for (int i = 0; i < inputs.Count; i++)
            {
                for (int e = 0; e < inputs[i].Input.Size; e++)
                {
                    _points[i].AsSpan(e * block + place, count).CopyTo(destination[i].AsSpan(e * draws + start));
                }
            }
        }
    }

    /// <summary>The point set of a number: one net over the elements of all inputs.</summary>
    private void Points(long set)
    {
        if (_cached == set)
        {
            return;
        }
        RandomKey own = key.Fold("randomization").Fold((ulong)set);
        _points = new double[inputs.Count][];
        for (int i = 0, dimension = 0; i < inputs.Count; i++)
        {
            _points[i] = new double[inputs[i].Input.Size * block];
            QuasiMonteCarlo.FillUniform(own, dimension, block, _points[i]);
            FromUniform(inputs[i].Kind, _points[i]);
            dimension += inputs[i].Input.Size;
        }
        _cached = set;
    }

    private static void FromUniform(NoiseKind kind, Span<double> values)
    {
        if (kind == NoiseKind.Normal)
        {
            Noise.ToNormal(values);
        }
        else if (kind == NoiseKind.Exponential)
        {
            foreach (ref double value in values)
            {
                value = -PortableLogarithm.Log(1 - value);
            }
        }
    }
}
