namespace Benchmarks.Harness;

/// <summary>Named figures in the order in which they are to be shown; the unit is the end of a name.</summary>
sealed class Figures
{
    readonly List<KeyValuePair<string, double>> _values = [];

    /// <summary>All figures.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Values => _values;

    /// <summary>Adds a figure.</summary>
    public Figures Add(string name, double value)
    {
        _values.Add(new(name, value));
        return this;
    }

    /// <summary>Adds <c>p50_ms</c>, <c>p95_ms</c> and <c>p99_ms</c> of measured times.</summary>
    /// <param name="milliseconds">One time a request; at least one.</param>
    /// <param name="prefix">Put before the names where a benchmark measures several things.</param>
    public Figures AddLatencies(IEnumerable<double> milliseconds, string prefix = "")
    {
        var sorted = milliseconds.Order().ToArray();
        foreach (var percent in new[] { 50, 95, 99 })
            Add($"{prefix}p{percent}_ms", Percentile(sorted, percent));
        return this;
    }

    /// <summary>The middle one of several measurements.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    // Nearest rank: a value that was measured, never one in between.
    static double Percentile(double[] sorted, int percent) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
}
