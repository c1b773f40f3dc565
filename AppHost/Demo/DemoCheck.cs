using System.Globalization;

namespace AppHost.Demo;

/// <summary>Compares the database with the providers, and shows that a second import changes nothing.</summary>
sealed class DemoCheck(SimulatorApi simulated, DemoDatabase database, TextWriter output)
{
    const int DifferencesShown = 5;

    /// <summary>Compares ids, player by player, and the number of all rows.</summary>
    /// <returns>Whether the database holds exactly the providers' games.</returns>
    public async Task<bool> CompareAsync(IReadOnlyList<DemoPlayer> players, CancellationToken cancellation)
    {
        var (expected, exact) = (0L, true);
        foreach (var player in players)
        {
            var theirs = await simulated.GameIdsAsync(player, cancellation).ConfigureAwait(false);
            var ours = await database.GameIdsAsync(player, cancellation).ConfigureAwait(false);
            expected += theirs.Count;
            exact &= Report(player, "missing", [.. theirs.Except(ours)]) & Report(player, "not the provider's", [.. ours.Except(theirs)]);
        }

        var stored = await database.CountAsync(cancellation).ConfigureAwait(false);
        if (stored != expected)
            await output.WriteLineAsync($"FAILED: {stored} rows are stored, the providers have {expected} games.").ConfigureAwait(false);
        else if (exact)
            await output.WriteLineAsync(Format($"The database holds exactly the providers' {expected:N0} games.")).ConfigureAwait(false);
        return exact && stored == expected;
    }

    /// <summary>Imports a player again.</summary>
    /// <returns>Whether nothing was fetched and nothing was stored.</returns>
    public async Task<bool> RepeatAsync(DemoPlayer player, ImportWatcher imports, TimeSpan pollInterval, CancellationToken cancellation)
    {
        await output.WriteLineAsync().ConfigureAwait(false);
        await output.WriteLineAsync($"Importing {player.UserId} again ...").ConfigureAwait(false);
        var servedBefore = await simulated.StatsAsync(cancellation).ConfigureAwait(false);
        var rowsBefore = await database.CountAsync(cancellation).ConfigureAwait(false);
        var run = (await imports.RunAsync([player], pollInterval, cancellation).ConfigureAwait(false))[0];
        var served = (await simulated.StatsAsync(cancellation).ConfigureAwait(false)).Since(servedBefore);
        var rows = await database.CountAsync(cancellation).ConfigureAwait(false) - rowsBefore;

        var passed = served.Games == 0 && rows == 0 && run.Progress.ImportedGames is 0;
        var verdict = passed ? "" : "FAILED: ";
        await output.WriteLineAsync(
            Format($"{verdict}The second import took {run.Seconds:0.00} s, sent {served.Requests} requests, fetched {served.Games} games and stored {rows}."))
            .ConfigureAwait(false);
        return passed;
    }

    bool Report(DemoPlayer player, string what, List<string> ids)
    {
        if (ids.Count > 0)
            output.WriteLine(
                $"FAILED: {player.UserId} ({player.Platform}): {ids.Count} {what}, such as {string.Join(", ", ids.Take(DifferencesShown))}");
        return ids.Count == 0;
    }

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
