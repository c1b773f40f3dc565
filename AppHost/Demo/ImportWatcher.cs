namespace AppHost.Demo;

/// <summary>Starts imports and follows them to their end by polling.</summary>
sealed class ImportWatcher(ImportApi api, ProgressDisplay display)
{
    /// <summary>Starts all imports at once and shows how they go on.</summary>
    /// <returns>One run a player, all over.</returns>
    /// <exception cref="DemoException">An import was refused or failed.</exception>
    public async Task<IReadOnlyList<ImportRun>> RunAsync(
        IReadOnlyList<DemoPlayer> players, TimeSpan pollInterval, CancellationToken cancellation)
    {
        await Task.WhenAll(players.Select(player => api.StartAsync(player, cancellation))).ConfigureAwait(false);

        using var timer = new PeriodicTimer(pollInterval);
        var runs = players.Select(static player => (ImportRun?)null).ToArray();
        do
        {
            await Task.WhenAll(players.Select((_, index) => PollAsync(index))).ConfigureAwait(false);
            display.Show([.. runs.Select(static run => run!)]);
        }
        while (runs.Any(static run => !run!.Progress.IsOver) && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));

        foreach (var run in runs)
            if (run!.Progress.Status != "completed")
                throw new DemoException(
                    $"The import of {run.Player.UserId} ({run.Player.Platform}) is {run.Progress.Status}: " +
                    $"{run.Progress.Error?.Code} {run.Progress.Error?.Message}");
        return [.. runs.Select(static run => run!)];

        async Task PollAsync(int index)
        {
            if (runs[index] is { Progress.IsOver: true })
                return;
            var progress = await api.ProgressAsync(players[index], cancellation).ConfigureAwait(false);
            runs[index] = (runs[index] ?? new ImportRun(players[index], progress, null, null)).With(progress);
        }
    }
}
