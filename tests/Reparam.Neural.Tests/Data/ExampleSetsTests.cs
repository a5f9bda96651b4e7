namespace Reparam.Neural.Tests.Data;

public sealed class ExampleSetsTests
{
    [Fact]
    public void Digits_are_those_that_were_published()
    {
        ExampleSet digits = ExampleSets.Digits();
        Assert.Equal(1797, digits.Count);
        Assert.Equal([1, 8, 8], digits["image"].Shape);
        Assert.Equal(16, digits["image"].Maximum);
        // As the repository's page counts the digits of this part.
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            digits["label"].Bytes.ToArray().CountBy(label => label).OrderBy(p => p.Key).Select(p => p.Value));
        // The first row of the published file: a zero.
        Assert.Equal(
        [
            0, 0, 5, 13, 9, 1, 0, 0,
            0, 0, 13, 15, 10, 15, 5, 0,
            0, 3, 15, 2, 0, 11, 8, 0,
            0, 4, 12, 0, 0, 8, 8, 0,
            0, 5, 8, 0, 0, 9, 8, 0,
            0, 4, 11, 0, 1, 12, 7, 0,
            0, 2, 14, 5, 10, 12, 0, 0,
            0, 0, 6, 13, 10, 0, 0, 0,
        ], digits["image"].Bytes[..64].ToArray());
        Assert.Equal(0, digits["label"].Bytes[0]);
    }

    [SharedDataFact("sklearn_small/digits.csv.gz")]
    public void Digits_are_those_of_another_copy()
    {
        ExampleSet copy = CsvTable.Read(SharedDataFactAttribute.File("sklearn_small/digits.csv.gz"), hasHeader: false)
            .ToExamples("65");
        ExampleSet digits = ExampleSets.Digits();
        Assert.Equal(copy["value"].Floats.ToArray(), digits["image"].Bytes.ToArray().Select(shade => (float)shade));
        Assert.Equal(copy["label"].Floats.ToArray(), digits["label"].Bytes.ToArray().Select(label => (float)label));
    }

    [Fact]
    public void Origin_and_licence_are_stated()
    {
        string text = File.ReadAllText(
            RepositoryRoot.File("src/Reparam.Neural/Data/Digits.LICENSE.txt"));
        Assert.Contains("Alpaydin and C. Kaynak (1998)", text, StringComparison.Ordinal);
        Assert.Contains("creativecommons.org/licenses/by/4.0", text, StringComparison.Ordinal);
    }
}
