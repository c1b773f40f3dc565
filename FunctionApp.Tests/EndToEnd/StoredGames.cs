using Npgsql;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>Compares the table of games with what the provider has.</summary>
static class StoredGames
{
    public static async Task AssertExactAsync(string database, Uri simulator, string user, string platform = "lichess")
    {
        using var http = new HttpClient();
        var theirs = (await http.GetStringAsync(new Uri(simulator, $"_players/{platform}/{user}/ids")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var ours = await IdsAsync(database, user, platform);
        Assert.NotEmpty(theirs);
        Assert.Equal(ours.Count, ours.Distinct().Count());
        Assert.Empty(theirs.Except(ours).Take(5));
        Assert.Empty(ours.Except(theirs).Take(5));
    }

    public static async Task<List<string>> IdsAsync(string database, string user, string platform = "lichess")
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT provider_game_id FROM games WHERE user_id = $1 AND platform = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = platform });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetString(0));
        return ids;
    }

    public static async Task<long> OpenRunsAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT count(*) FROM import_runs WHERE finished_at IS NULL");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
