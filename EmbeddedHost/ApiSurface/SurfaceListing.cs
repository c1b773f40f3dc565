using System.Text.RegularExpressions;

namespace ApiSurface;

/// <summary>The listings of the real packages' surfaces, one file a package, beside the tests.</summary>
static class SurfaceListing
{
    /// <summary>All declarations of some listings.</summary>
    /// <param name="ignoredAttributes">Attributes to leave out, by their name without "Attribute", or as they are written.</param>
    /// <param name="packages">The packages; none for all files in the folder.</param>
    public static SortedSet<string> Read(IReadOnlySet<string> ignoredAttributes, params string[] packages)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Api");
        var files = packages.Length == 0
            ? Directory.GetFiles(folder, "*.txt")
            : packages.Select(package => Path.Combine(folder, package + ".txt"));
        var lines = files.SelectMany(File.ReadLines).Where(line => line.Contains(" | "));
        return new SortedSet<string>(lines.Select(line => Strip(line, ignoredAttributes)), StringComparer.Ordinal);
    }

    /// <summary>
    /// What to tell about lines that only one side has: each with the lines of the other side that declare something of the same name.
    /// </summary>
    public static string Explain(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var byKey = others.ToLookup(Key);
        return string.Join('\n', lines.Select(line => string.Join('\n', byKey[Key(line)].Select(o => "    there: " + o).Prepend(line))));
    }

    static string Strip(string line, IReadOnlySet<string> attributes)
    {
        // Arguments hold strings, arrays in brackets and typeof(...), one level deep.
        const string arguments = @"(\((?:[^()\[\]""]|""[^""]*""|\[[^\]]*\]|\([^()]*\))*\))?";
        return attributes.Aggregate(line, (text, ignored) => Regex.Replace(
            text, $@"\[{Regex.Escape(ignored)}{(ignored.Contains('(') ? "" : arguments)}\] ", ""));
    }

    // Type, kind and the word before the parameters, the braces or the end.
    static string Key(string line)
    {
        var match = Regex.Match(line, @"^(?<type>.*?) \| (?<kind>\S+) (?:\[.*\] )?[^({=]*?(?<name>[^\s<({]+(?:<[^>]*>)?)\s*(?:[({=]|$)");
        return match.Success ? $"{match.Groups["type"]}|{match.Groups["kind"]}|{match.Groups["name"]}" : line;
    }
}
