namespace AppHost;

/// <summary>The statements of this program, each from the file of its name.</summary>
static class Sql
{
    /// <summary>Ids of the stored games of a player and platform.</summary>
    public static readonly string StoredIds = Read("stored_ids.sql");

    /// <summary>Number of all stored games.</summary>
    public static readonly string CountGames = Read("count_games.sql");

    static string Read(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
