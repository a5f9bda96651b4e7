using System.Globalization;
using System.Text.Json;
using Reparam.Random;

namespace Reparam.Tests.Random;

public class RandomKeyTests
{
    [Fact]
    public void Keys_agree_with_an_independent_implementation()
    {
        var reference = RandomChecks.Reference("random-noise.json");
        foreach (var row in reference.GetProperty("keys").EnumerateArray())
        {
            var key = RandomKey.FromSeed(Word(row.GetProperty("seed")))
                .Fold(row.GetProperty("name").GetString()!)
                .Fold(Word(row.GetProperty("fold")));
            Assert.Equal(Key(row.GetProperty("key")), key);
        }

        Assert.Equal(
            reference.GetProperty("splitOfSeed5").EnumerateArray().Select(Key), RandomKey.FromSeed(5).Split(3));
    }

    // The authors' published values of FNV-1a, 64 bits.
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Names_are_hashed_by_fnv_1a(string name, ulong hash) => Assert.Equal(hash, RandomKey.HashName(name));

    [Fact]
    public void Keys_of_names_numbers_splits_and_seeds_are_all_distinct()
    {
        var root = RandomKey.FromSeed(1);
        var keys = new HashSet<RandomKey> { root };
        const int count = 20_000;
        for (int i = 0; i < count; i++)
        {
            keys.Add(root.Fold((ulong)i));
            keys.Add(root.Fold("x" + i.ToString(CultureInfo.InvariantCulture)));
            keys.Add(root.AtStep((ulong)i));
            keys.Add(RandomKey.FromSeed((ulong)i + 2));
        }

        keys.UnionWith(root.Split(count));
        Assert.Equal(5 * count + 1, keys.Count);
    }

    [Fact]
    public void The_order_of_folds_counts() =>
        Assert.NotEqual(RandomKey.FromSeed(1).Fold("a").Fold("b"), RandomKey.FromSeed(1).Fold("b").Fold("a"));

    [Fact]
    public void The_first_keys_of_a_split_do_not_depend_on_its_size()
    {
        var key = RandomKey.FromSeed(3);
        Assert.Equal(key.Split(2), key.Split(10)[..2]);
    }

    [Fact]
    public void A_key_can_be_rebuilt_from_its_two_words()
    {
        var key = RandomKey.FromSeed(3).Fold("site");
        Assert.Equal(key.Fold(9), new RandomKey(key.High, key.Low).Fold(9));
    }

    [Fact]
    public void There_is_no_default_key()
    {
        Assert.Contains("FromSeed", Assert.Throws<ArgumentException>(() => default(RandomKey).Fold(1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => default(RandomKey).Fold("a"));
        Assert.Throws<ArgumentException>(() => default(RandomKey).Split(1));
        Assert.Throws<ArgumentException>(() => Noise.Uniform(default, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => QuasiMonteCarlo.Uniform(default, 1, 1));
    }

    [Fact]
    public void Bad_names_and_counts_are_refused()
    {
        var key = RandomKey.FromSeed(1);
        Assert.Throws<ArgumentNullException>(() => key.Fold(null!));
        Assert.Equal("name", Assert.Throws<ArgumentException>(() => key.Fold("")).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentException>(() => key.Fold("a\uD800b")).ParamName);
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => key.Split(0)).ParamName);
    }

    private static ulong Word(JsonElement text) => ulong.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static RandomKey Key(JsonElement words) => new(Word(words[0]), Word(words[1]));
}
