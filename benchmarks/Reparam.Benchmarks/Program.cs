using BenchmarkDotNet.Running;
using Reparam.Benchmarks;
using Reparam.Benchmarks.Accuracy;
using Reparam.Benchmarks.Comparison;
using Reparam.Benchmarks.Deterministic;
using Reparam.Benchmarks.Discontinuous;
using Reparam.Benchmarks.DoublyStochastic;
using Reparam.Benchmarks.Families;
using Reparam.Benchmarks.Networks;
using Reparam.Benchmarks.Scale;
using Reparam.Benchmarks.Variance;

return args switch
{
    ["gradients"] => GradientTable.Print(Console.Out),
    ["compare", .. string[] files] => ComparisonTable.Print(files, Console.Out, Console.Error),
    ["measure", string file] => ComparisonTable.Measure(file, Console.Out),
    ["export", string folder] => BaselineData.Write(folder, Console.Out, Console.Error),
    ["scale", .. string[] names] => ScaleTable.Print(names, Console.Out),
    ["doubly-stochastic", .. string[] names] => DoublyStochasticTable.Print(names, Console.Out),
    ["plans"] => PlanTable.Print(Console.Out),
    ["streaming"] => StreamingTable.Print(Console.Out),
    ["accuracy", .. string[] rest] => AccuracyTable.Print(rest, Console.Out, Console.Error),
    ["dadvi", .. string[] names] => ResponseTable.Print(names, Console.Out, Console.Error),
    ["families", .. string[] names] => FamilyTable.Print(names, Console.Out),
    ["steps", .. string[] names] => StepTable.Print(names, Console.Out),
    ["export-posteriors", string folder] => PosteriorExport.Write(folder, Console.Error),
    ["startup", string program, .. string[] rest] => StartupTable.Print(program, rest, Console.Out, Console.Error),
    ["instructions", .. string[] keys] => InstructionTable.Print(Console.Out, keys, fused: false),
    ["loops", .. string[] keys] => InstructionTable.Print(Console.Out, keys, fused: true),
    ["variance"] => VarianceTable.Print(Console.Out, figure: null),
    ["variance", string figure] => VarianceTable.Print(Console.Out, figure),
    ["discontinuous"] => DiscontinuousTable.Print(Console.Out),
    ["discontinuous", string steps] => DiscontinuousTable.Print(
        Console.Out, int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture)),
    ["threads", .. string[] keys] => ThreadTable.Print(Console.Out, keys),
    ["paths", .. string[] files] => PathTable.Print(files, Console.Out),
    ["products"] => ProductTable.Print(Console.Out),
    ["convolutions", .. string[] files] => ConvolutionTable.Print(files, Console.Out),
    ["single", .. string[] files] => SingleTable.Print(files, Console.Out),
    ["diffusion", string folder, .. string[] names] => DiffusionTable.Print(folder, names, Console.Out),
    ["networks", .. string[] files] => NetworkTable.Print(files, Console.Out),
    ["bounds", string folder, .. string[] files] => BoundTable.Print(folder, files, Console.Out),
    ["deep-latent-gaussian"] => DeepLatentGaussianTable.Print(Console.Out, folder: null),
    ["deep-latent-gaussian", "mnist", string data, string epochs, string posterior, string folder] =>
        DeepLatentGaussianMnist.Print(Console.Out, data, epochs, posterior, folder),
    ["deep-latent-gaussian", string folder] => DeepLatentGaussianTable.Print(Console.Out, folder),
    ["bdn", .. string[] rest] => BenchmarkSwitcher.FromTypes([typeof(GradientBenchmarks)])
        .Run(["--filter", "*", .. rest]).Any() ? 0 : 1,
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project benchmarks/Reparam.Benchmarks -- COMMAND

          gradients      nanoseconds per draw for one value and gradient of a log joint, beside hand-written loops
          compare [--print] [FILES]
                         the table of the goals: our times beside those in the files, such as benchmarks/baselines/run
                         writes; benchmarks/compare does all at once
                         (--print measures nothing itself)
          measure FILE   appends our times of that table to a file
          export FOLDER  writes the data that the baselines read, and our values and gradients to check them
          plans          milliseconds to differentiate and plan, warm
          streaming      passes over five million rows of a column file, beside a plain pass over the same bytes
          export-posteriors FOLDER
                         writes the data and the references that benchmarks/baselines/accuracy.R reads
          accuracy [--markdown FILE] [--stan FILE] [NAMES]
                         means and standard deviations against long NUTS runs, and what the fit says of itself; writes
                         docs/accuracy-posteriors.md, with Stan's figures beside ours, where that is named
          dadvi [NAMES]  mean-field fits over fixed draws: standard deviations with and without linear response, and how
                         often Monte Carlo intervals of their means cover
          families [NAMES]
                         what each family misses of densities that are known, and hierarchies in the forms that they can
                         be written in: bounds, evaluations, verdicts
          steps [NAMES]  the rules of fresh draws: steps taken, and how far the bound is below the optimum
          startup PROGRAM [ARGUMENTS]
                         seconds and memory of a command as a process of its own
          convolutions [FILES]
                         floats: convolutions and their derivatives, by the length of chunks; part of single
          networks [FILES] floats: steps of training of auto-encoders, on one thread and on two; beside PyTorch where
                         the FILES of benchmarks/baselines/pytorch_networks.py are given
          bounds DATA [FILES]
                         auto-encoders after twenty epochs of binarised MNIST, whose files are in DATA, three seeds each;
                         beside PyTorch where the FILES of benchmarks/baselines/pytorch_bounds.py are given
          single [FILES] floats: products as networks use them beside OpenBLAS, elementwise functions, and steps of
                         three networks; beside PyTorch where the FILES of benchmarks/baselines/pytorch_single.py are
          deep-latent-gaussian [FOLDER]
                         digits of 8 x 8 pixels: one stochastic layer against two, forms of the posterior, variances of
                         gradients; writes pictures of imputation and of samples to a folder where one is named
          deep-latent-gaussian mnist DATA EPOCHS POSTERIOR FOLDER
                         three layers on binarised MNIST, whose files are in DATA, with Diagonal, RankOnePrecision or
                         Ladder; writes pictures to the folder
          diffusion FOLDER [NAMES]
                         trains diffusions of the swirl and of 8 x 8 digits: bounds in nats and in bits a dimension, beside
                         what is known of the data, and pictures of samples in the folder
          instructions [KEYS]
                         where the interpreter's time goes, operation by operation; of models of the table of goals
                         where there are KEYS, such as lotka_volterra
          loops [KEYS]   where the time of compiled plans goes, loop by loop
          variance [SVG]
                         the variance of one draw of each gradient estimator, and its cost, on four problems; draws
                         docs/estimators-variance.svg where that is named
          scale [NAMES]  many rows (flights), many groups (insteval), many unknowns (election): passes, seconds, memory,
                         errors against exact or long runs
          doubly-stochastic [SETS]
                         logistic regression and Gaussian-process hyperparameters by minibatches and draws, with
                         automatic relevance: test error and predictive density
          discontinuous [STEPS]
                         six programs whose integrand jumps: where the bound arrives, and variance times cost beside
                         published values
          threads [KEYS] one thread and two, in turns
          products       matrix products and factorisations beside OpenBLAS, where that is installed
          paths [FILES]  draws whose path has no closed form, and their derivatives in the shape, beside those in the
                         files, such as benchmarks/baselines/pytorch_paths.py prints
          bdn [OPTIONS]  the same gradients under BenchmarkDotNet

        To measure one core of a busy machine, put `taskset -c 0` before it.
        """);
    return 2;
}
