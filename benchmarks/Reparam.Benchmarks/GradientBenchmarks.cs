using BenchmarkDotNet.Attributes;

namespace Reparam.Benchmarks;

/// <summary>One value and gradient of the log joint at all draws, under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class GradientBenchmarks
{
    private GradientRunner? _runner;

    /// <summary>The models.</summary>
    public static IEnumerable<BenchmarkModel> Models => BenchmarkModel.All();

    /// <summary>The model.</summary>
    [ParamsSource(nameof(Models))]
    public BenchmarkModel? Model { get; set; }

    /// <summary>How many points.</summary>
    [Params(8, 64, 256, 1024)]
    public int Draws { get; set; }

    /// <summary>Prepares, and checks that all agree.</summary>
    [GlobalSetup]
    public void Prepare() => _runner = new GradientRunner(Model!, Draws);

    /// <summary>The interpreter, one thread.</summary>
    [Benchmark]
    public double PlanRunner() => _runner!.Interpret();

    /// <summary>Compiled loops, one thread.</summary>
    [Benchmark]
    public double Compiled() => _runner!.Compiled();

    /// <summary>The loop written by hand.</summary>
    [Benchmark(Baseline = true)]
    public double ByHand() => _runner!.ByHand();
}
