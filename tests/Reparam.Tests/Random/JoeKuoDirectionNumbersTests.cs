using System.Numerics;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class JoeKuoDirectionNumbersTests
{
    [Fact]
    public void Every_direction_number_of_every_dimension_is_an_odd_multiple_of_its_power_of_two()
    {
        // V_i = m_i 2^(32 - i) with m_i odd: this makes every one-dimensional projection stratified.
        Span<uint> directions = stackalloc uint[32];
        for (int dimension = 0; dimension < JoeKuoDirectionNumbers.Dimensions; dimension++)
        {
            JoeKuoDirectionNumbers.Write(dimension, directions);
            for (int i = 0; i < 32; i++)
            {
                Assert.Equal(31 - i, BitOperations.TrailingZeroCount(directions[i]));
            }
        }
    }

    [Fact]
    public void All_dimensions_differ_within_twenty_numbers()
    {
        var seen = new HashSet<string>();
        var directions = new uint[20];
        for (int dimension = 0; dimension < JoeKuoDirectionNumbers.Dimensions; dimension++)
        {
            JoeKuoDirectionNumbers.Write(dimension, directions);
            Assert.True(seen.Add(string.Join(' ', directions)));
        }
    }

    [Fact]
    public void The_first_direction_numbers_do_not_depend_on_how_many_are_asked_for()
    {
        Span<uint> few = stackalloc uint[7];
        Span<uint> all = stackalloc uint[32];
        foreach (int dimension in new[] { 0, 1, 2, 20, 1000, 21200 })
        {
            JoeKuoDirectionNumbers.Write(dimension, few);
            JoeKuoDirectionNumbers.Write(dimension, all);
            Assert.True(few.SequenceEqual(all[..7]));
        }
    }
}
