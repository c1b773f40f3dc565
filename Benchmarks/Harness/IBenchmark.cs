namespace Benchmarks.Harness;

/// <summary>One question about speed or memory, with its answer in figures.</summary>
interface IBenchmark
{
    /// <summary>What it is called on the command line and in the JSON file.</summary>
    string Name { get; }

    /// <summary>What it does, in a line.</summary>
    string Description { get; }

    /// <summary>Does the work and measures it.</summary>
    /// <param name="context">Gives databases and says how much work to do.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The figures, with their units in the names.</returns>
    Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation);
}
