namespace Benchmarks.Harness;

/// <summary>The command line, understood.</summary>
/// <param name="Names">Benchmarks to run; empty for all.</param>
/// <param name="JsonFile">Where figures are written as well, or <see langword="null"/>.</param>
/// <param name="Full">Whether to run the long versions.</param>
/// <param name="ServerSettings">Settings of the database server that differ from its defaults, by their <c>postgresql.conf</c> names.</param>
sealed record BenchmarkArguments(
    IReadOnlyList<string> Names, string? JsonFile, bool Full, IReadOnlyDictionary<string, string> ServerSettings)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">Something in it is unknown, or nothing is asked for.</exception>
    public static BenchmarkArguments Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known)
    {
        var (names, all, full, json) = (new List<string>(), false, false, (string?)null);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
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
                case "--set":
                    var setting = ++index < arguments.Count ? arguments[index].Split('=', 2) : [];
                    if (setting is not [{ Length: > 0 } key, { Length: > 0 } value])
                        throw new ArgumentException("--set needs NAME=VALUE.");
                    settings[key] = value;
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
        return new BenchmarkArguments(all ? [] : names, json, full, settings);
    }
}
