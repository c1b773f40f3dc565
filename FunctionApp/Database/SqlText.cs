using System.Reflection;

namespace ImportFunctions.Database;

/// <summary>Gives the text of the embedded <c>.sql</c> files.</summary>
static class SqlText
{
    static readonly Assembly Source = typeof(SqlText).Assembly;

    /// <summary>Reads one file.</summary>
    /// <param name="name">Its path below the project with dots for slashes, e.g. <c>Games.Storage.commit_run.sql</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static string Load(string name)
    {
        using var stream = Source.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The SQL file '{name}' is not embedded in {Source.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The migrations in order of their numbers.</summary>
    public static IReadOnlyList<(int Version, string Name, string Sql)> Migrations()
    {
        const string Folder = Prefix + "Database.migrations.";
        return [.. Source.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..])
            .Select(name => (int.Parse(name.AsSpan(0, name.IndexOf('_'))), name, Load("Database.migrations." + name)))
            .OrderBy(migration => migration.Item1)];
    }

    const string Prefix = "ImportFunctions.";
}
