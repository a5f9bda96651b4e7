namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The observations of the six programs.</summary>
internal static class DiscontinuousData
{
    /// <summary>Temperatures of a room, in degrees.</summary>
    public static double[] Temperatures { get; } =
    [
        19.793315726903277, 20.57447277591924, 23.318166935159923, 21.732074976392273, 23.419968943481056,
        23.45150129902584, 20.849568706918458, 20.547137185277485, 18.211539341750292, 18.505305155632083,
        16.33716312726332, 16.381854726212698, 19.404931063949995, 19.042584619340943, 20.646440471252035,
        22.021474886012076, 21.767275215344945, 22.59452466844986, 20.437738111776696, 21.478557643265425,
        18.513733108301032,
    ];

    /// <summary>Text messages a day (Davidson-Pilon, Bayesian Methods for Hackers).</summary>
    public static double[] Messages { get; } =
    [
        13, 24, 8, 24, 7, 35, 14, 11, 15, 11, 22, 22, 11, 57, 11, 19, 29, 6, 19, 12, 22, 12, 18, 72, 32, 9, 7, 13, 19,
        23, 27, 20, 6, 17, 13, 10, 14, 6, 16, 15, 7, 2, 15, 15, 19, 70, 49, 7, 53, 22, 21, 31, 19, 11, 18, 20, 12, 35,
        17, 23, 17, 4, 2, 31, 30, 13, 27, 0, 39, 37, 5, 14, 13, 22,
    ];

    /// <summary>Monthly deaths by pneumonia and influenza in the United States, of 10,000 people, one year.</summary>
    public static double[] Deaths { get; } =
    [
        0.2902977, 0.5702096, 0.6384278, 0.3135166, 0.2047724, 0.1885323, 0.1798065, 0.1867087, 0.1871117, 0.2157304,
        0.2385934, 0.2572363,
    ];
}
