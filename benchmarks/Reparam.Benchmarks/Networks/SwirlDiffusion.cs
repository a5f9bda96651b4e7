using Reparam.Neural;

namespace Reparam.Benchmarks.Networks;

/// <summary>Diffusion of the swirl, whose density is known.</summary>
internal static class SwirlDiffusion
{
    private const int Tested = 8000, Shown = 4000, Side = 400;

    private const double Reach = 2.4;

    public static void Print(string folder, TextWriter output)
    {
        output.WriteLine("swirl: seed 1, batches of 256 new points, perceptron of 3 blocks and width 128");
        var data = new SwirlSource(256, seed: 1);
        var test = new SwirlSource(Tested, seed: 2);
        float[] points = test.Points(1);
        var fields = new Dictionary<string, float[]> { [DiffusionModel.Field] = points };
        NoiseSchedule[] schedules = [new LinearLogRatioSchedule(12, -8), new MonotoneSchedule(12, -8)];
        foreach (NoiseSchedule schedule in schedules)
        {
            output.WriteLine(" " + schedule.GetType().Name);
            var model = new DiffusionModel(
                new PerceptronDenoiser([2], 128, 3), schedule, DiffusionDecoder.Continuous);
            WeightValues weights = DiffusionTable.Train(model.Loss(), data, 15_000, 2e-3, output);
            foreach (int steps in new[] { 0, 1000, 100, 10 })
            {
                var evaluator = new DiffusionEvaluator(model, new DiffusionObjective { Steps = steps }, 256, 2);
                DiffusionTable.Print(output, steps == 0 ? "bound in continuous time" : $"bound in {steps} steps",
                    evaluator.Run(weights, Tested, fields, draws: 32));
            }
            Moments(output, "-log p of the same points", test, points);
            var sampler = new DiffusionSampler(model, 256, 2);
            foreach ((string name, int steps, double eta) in new[]
            {
                ("ancestral 1000", 1000, 1.0), ("ancestral 100", 100, 1.0),
                ("DDIM 100", 100, 0.0), ("DDIM 20", 20, 0.0),
            })
            {
                float[] samples = sampler.Run(weights, Shown, new DiffusionSampling { Steps = steps, Eta = eta });
                Moments(output, "-log p of samples, " + name, test, samples);
                if (schedule is LinearLogRatioSchedule && steps == 100)
                {
                    Scatter(points[..(2 * Shown)], samples).Write(
                        Path.Combine(folder, eta == 0 ? "swirl-ddim.png" : "swirl-ancestral.png"));
                }
            }
        }
    }

    /// <summary>The average of the exact -log p over points, of which those of the data have the entropy.</summary>
    private static void Moments(TextWriter output, string name, SwirlSource swirl, float[] points)
    {
        int count = points.Length / 2;
        var values = new double[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 },
            i => values[i] = -swirl.LogDensity(points[2 * i], points[2 * i + 1]));
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) / count);
        output.WriteLine(FormattableString.Invariant($"  {name,-36}{mean,8:F3} ±{deviation,6:F3} nats") +
            FormattableString.Invariant($"{mean / (2 * Math.Log(2)),9:F4} bits a dimension; ") +
            FormattableString.Invariant($"{values.Count(v => v > 5)} of {count} above 5 nats"));
    }

    /// <summary>Points of the data, and beside them points of the model, black on white.</summary>
    private static PngImage Scatter(float[] left, float[] right)
    {
        var pixels = new byte[2 * Side * Side];
        pixels.AsSpan().Fill(255);
        foreach ((float[] points, int offset) in new[] { (left, 0), (right, Side) })
        {
            for (int i = 0; i < points.Length; i += 2)
            {
                int x = (int)((points[i] / Reach + 1) / 2 * Side), y = (int)((1 - points[i + 1] / Reach) / 2 * Side);
                if (x >= 0 && x < Side && y >= 0 && y < Side)
                {
                    ref byte pixel = ref pixels[y * 2 * Side + offset + x];
                    pixel = (byte)Math.Max(0, pixel - 130);
                }
            }
        }
        return new PngImage(2 * Side, Side, 1, pixels);
    }
}
