using System.Text.Json;

namespace Reparam.Neural.Tests.Files;

/// <summary>Files by and for a program that was written by the published format alone.</summary>
public sealed class SafetensorsPythonTests : IDisposable
{
    private static readonly string Script =
        RepositoryRoot.File("tests/Reparam.Neural.Tests/Files/safetensors_format.py");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact]
    public void What_Python_writes_is_read()
    {
        string path = _folder.File("python.safetensors");
        PythonFactAttribute.Run(Script, "write", path);
        SafetensorsFile file = SafetensorsFile.Read(path);
        Assert.Equal(["double", "whole", "weight üñ四", "scalar", "empty", "byte"],
            file.Arrays.Select(array => array.Name).OrderBy(Order));
        Assert.Equal([0.1, -2.5e300, 0.0, 5e-324], file["double"].Doubles);
        Assert.Equal([0, -1, long.MaxValue], file["whole"].Integers);
        Assert.Equal([0.5f, -1.25f, 3, float.Epsilon, float.NegativeZero, float.PositiveInfinity],
            file["weight üñ四"].Floats);
        Assert.True(float.IsNegative(file["weight üñ四"].Floats[4]));
        Assert.Equal([7f], file["scalar"].Floats);
        Assert.Equal([0, 1, 127, 128, 255], file["byte"].Bytes);
        Assert.Equal("[2, 2] [3] [2, 3] [] [0, 4] [5]", string.Join(' ',
            file.Arrays.OrderBy(array => Order(array.Name)).Select(array => array.Shape.ToString())));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("12", file.Metadata["epoch"]);
    }

    [PythonFact]
    public void What_is_written_is_read_by_Python()
    {
        string path = _folder.File("ours.safetensors");
        SafetensorsFile.Write(path,
        [
            new("byte", [0, 255, 3], [3, 1]),
            new("encoder.0.weight", [0.1f, float.NaN, -1e-40f], [1, 3]),
            new("step \"ü四", [-5L, long.MinValue], [2]),
            new("double", [0.1, 1e308], [2]),
            new("none", System.Array.Empty<float>(), [0]),
        ], new Dictionary<string, string> { ["epoch"] = "3", ["ü\n"] = "" });
        using JsonDocument read = JsonDocument.Parse(PythonFactAttribute.Run(Script, "read", path));
        JsonElement arrays = read.RootElement.GetProperty("arrays");
        Assert.Equal(5, arrays.EnumerateObject().Count());
        Check("byte", "U8", [3, 1], "00ff03");
        Check("encoder.0.weight", "F32", [1, 3],
            Convert.ToHexStringLower([.. BitConverter.GetBytes(0.1f), .. BitConverter.GetBytes(float.NaN),
                .. BitConverter.GetBytes(-1e-40f)]));
        Check("step \"ü四", "I64", [2], "fbffffffffffffff0000000000000080");
        Check("none", "F32", [0], "");
        Assert.Equal(["0.1", "1e+308"],
            arrays.GetProperty("double").GetProperty("values").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal("3", read.RootElement.GetProperty("metadata").GetProperty("epoch").GetString());
        Assert.Equal("", read.RootElement.GetProperty("metadata").GetProperty("ü\n").GetString());

        void Check(string name, string type, int[] shape, string hex)
        {
            JsonElement array = arrays.GetProperty(name);
            Assert.Equal(type, array.GetProperty("dtype").GetString());
            Assert.Equal(shape, array.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
            Assert.Equal(hex, array.GetProperty("hex").GetString());
        }
    }

    private static int Order(string name) =>
        System.Array.IndexOf(["double", "whole", "weight üñ四", "scalar", "empty", "byte"], name);
}
