namespace Benchmarks.Harness;

/// <summary>The command line, understood.</summary>
/// <param name="Names">Benchmarks to run; empty for all.</param>
/// <param name="JsonFile">Where figures are written as well, or <see langword="null"/>.</param>
/// <param name="Full">Whether to run the long versions.</param>
sealed record BenchmarkArguments(IReadOnlyList<string> Names, string? JsonFile, bool Full)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">Something in it is unknown, or nothing is asked for.</exception>
    public static BenchmarkArguments Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known)
    {
        var (names, all, full, json) = (new List<string>(), false, false, (string?)null);
        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "all":
                    all = true;
                    break;
                case "--full":
                    full = true;
                    break;
                case "--json":
                    json = ++index < arguments.Count ? Path.GetFullPath(arguments[index]) : throw new ArgumentException("--json needs a file.");
                    break;
                case var name when known.Contains(name):
                    names.Add(name);
                    break;
                default:
                    throw new ArgumentException($"Unknown argument: {arguments[index]}");
            }
        }

        if (!all && names.Count == 0)
            throw new ArgumentException("Name a benchmark, or all.");
        return new BenchmarkArguments(all ? [] : names, json, full);
    }
}
