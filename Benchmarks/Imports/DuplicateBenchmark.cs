using Benchmarks.Harness;

namespace Benchmarks.Imports;

/// <summary>How fast a second start for a player who is importing is refused.</summary>
sealed class DuplicateBenchmark : IBenchmark
{
    const int Requests = 1000;
    const int Clients = 10;
    const int Games = 200_000;

    /// <inheritdoc/>
    public string Name => "duplicate";

    /// <inheritdoc/>
    public string Description => $"{Requests} starts from {Clients} clients for a player whose {Games:N0} games are being imported";

    /// <inheritdoc/>
    public async Task<Figures> RunAsync(BenchmarkContext context, CancellationToken cancellation)
    {
        var database = await context.CreateDatabaseAsync(cancellation).ConfigureAwait(false);
        await using var rig = await ImportRig.StartAsync(database, new Dictionary<string, string?>(), cancellation).ConfigureAwait(false);
        await rig.WarmUpAsync("lichess", cancellation).ConfigureAwait(false);
        await rig.WarmUpStartsAsync(cancellation).ConfigureAwait(false);
        var busy = Players.Create("busy", "lichess", 1, Games);
        await rig.StartAsync(busy, cancellation).ConfigureAwait(false);

        var results = await Posts
            .SendAsync(rig, [.. Enumerable.Repeat(busy[0], Requests)], Clients, TimeSpan.Zero, cancellation).ConfigureAwait(false);
        return new Figures()
            .AddLatencies(results.Select(static result => result.Milliseconds))
            .Add("conflicts", results.Count(static result => result.Status == 409))
            .Add("other_answers", results.Count(static result => result.Status != 409));
    }
}
