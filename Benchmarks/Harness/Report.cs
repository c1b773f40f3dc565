using System.Globalization;
using System.Text.Json;

namespace Benchmarks.Harness;

/// <summary>Shows figures and writes them to a file.</summary>
static class Report
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints a benchmark's figures below each other.</summary>
    public static void Print(TextWriter output, Figures figures)
    {
        var width = figures.Values.Max(static figure => figure.Key.Length);
        foreach (var (name, value) in figures.Values)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name.PadRight(width)}  {Rounded(value),14:#,0.###}"));
    }

    /// <summary>Writes one entry a benchmark.</summary>
    public static async Task WriteAsync(string file, IEnumerable<(string Name, Figures Figures)> results, CancellationToken cancellation)
    {
        var entries = results.Select(static result => new
        {
            name = result.Name,
            figures = result.Figures.Values.ToDictionary(static figure => figure.Key, static figure => Rounded(figure.Value)),
        });
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, entries, Indented, cancellation).ConfigureAwait(false);
    }

    static double Rounded(double value) => Math.Round(value, Math.Abs(value) >= 1000 ? 0 : 3);
}
