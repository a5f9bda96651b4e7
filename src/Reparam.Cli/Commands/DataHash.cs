using System.Security.Cryptography;
using System.Text;
using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>Says which data a fit was made of.</summary>
internal static class DataHash
{
    /// <summary>Of a file's bytes as they are on the disk.</summary>
    public static string OfFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Format(SHA256.HashData(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException(
                $"{path} cannot be read for its hash: {failure.Message.TrimEnd('.')}. Keep the file where it is "
                    + "until the command ends.", failure);
        }
    }

    /// <summary>Of a text in UTF-8.</summary>
    public static string OfText(string text) => Format(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Format(byte[] hash) => $"sha256:{Convert.ToHexStringLower(hash)}";
}
