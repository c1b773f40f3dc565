using System.Globalization;
using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Storage;
using Npgsql;

namespace FunctionApp.Tests.Games.Import;

public sealed class PlayerStoreTests
{
    // The statistics of a table that one player has filled say that every game is that player's; for anybody else a walk over the whole
    // table then seems as good as the index, and finds nothing.
    [Fact]
    public async Task Load_StatisticsKnowOnePlayerOnly_DoesNotWalkOverTheirGames()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ImportAsync("olive-5000", "lichess");
        await rig.ExecuteAsync("ANALYZE games");

        // Prepared statements are planned without their values after a while.
        await using var connection = await rig.Pool.OpenConnectionAsync();
        await using (var prepare = new NpgsqlCommand(
            $"SET plan_cache_mode = force_generic_plan; PREPARE load (text, text) AS {SqlText.Load("Games.Storage.load_player.sql")}", connection))
        {
            await prepare.ExecuteNonQueryAsync();
        }

        var plan = new List<string>();
        await using (var explain = new NpgsqlCommand("EXPLAIN EXECUTE load ('nadia', 'lichess')", connection))
        await using (var reader = await explain.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("on games", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on games", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_AnyStretches_SameAsTheDatabaseSays()
    {
        await using var rig = await ImportRig.StartAsync();
        var players = rig.Get<PlayerStore>();
        var random = new Random(20);
        for (var n = 0; n < 200; n++)
        {
            var ranges = string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(1, 90)).Select(from => $"[{from},{from + random.Next(1, 20)})"));
            await rig.ExecuteAsync(
                $"INSERT INTO players (user_id, platform, covered) VALUES ('p{n}', 'lichess', '{{{ranges}}}'::int8multirange)");
            var known = await players.LoadAsync($"p{n}", "lichess", default);
            var (from, to) = (random.Next(0, 60), random.Next(30, 120));

            Assert.Equal(await players.MissingAsync($"p{n}", "lichess", from, to, default), known!.Missing(from, to));
        }
    }

    [Theory]
    // Nothing is known of the count, or of any stretch: there is nothing to reconcile.
    [InlineData("NULL", "{}", 0, 10, false)]
    [InlineData("7", "{}", 3, 10, false)]
    // Games that the count tells of are missing.
    [InlineData("7", "{[0,9)}", 2, 10, false)]
    [InlineData("7", "{[0,9)}", 3, 10, true)]
    // More than it tells of, as games were taken back.
    [InlineData("12", "{[0,9)}", 0, 10, true)]
    public async Task ReconcileFound_OnlyWhereEverythingWasFound(string known, string covered, int above, int count, bool reconciled)
    {
        await using var rig = await ImportRig.StartAsync();
        var run = Guid.NewGuid();
        await rig.ExecuteAsync($"""
            INSERT INTO players (user_id, platform, provider_count, covered, found_above, found_floor)
            VALUES ('pia', 'lichess', {known}, '{covered}', {above}, 5);
            INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, imported_games, checked_games)
            VALUES ('{run}', 'pia', 'lichess', 'i', 'importing', 4, 6);
            """);
        var players = rig.Get<PlayerStore>();
        var counters = await players.ReconcileFoundAsync("pia", "lichess", count, 99, run, default);
        var after = await players.LoadAsync("pia", "lichess", default);

        Assert.Equal(reconciled ? new RunCounters(4, 0, 6, 0) : null, counters);
        Assert.Equal(
            reconciled ? (count, 99, 0) : (known == "NULL" ? null : int.Parse(known, CultureInfo.InvariantCulture), 5, above),
            (after!.ProviderCount, after.FoundFloor, after.FoundAbove));
    }
}
