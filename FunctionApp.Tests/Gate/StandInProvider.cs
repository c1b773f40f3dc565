using System.Collections.Concurrent;
using ImportFunctions.Games;

namespace ImportFunctions.Tests.Gate;

/// <summary>A platform whose only page per player works until it is told to be done, or to stop.</summary>
sealed class StandInProvider : IGameProvider
{
    readonly ConcurrentDictionary<string, TaskCompletionSource> _done = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource> _working = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource> _stopped = new();
    readonly ConcurrentQueue<string> _order = new();
    int _now;
    int _most;

    public string Platform => "lichess";

    public int MaxParallelPages => 1;

    /// <summary>The players in the order in which their pages began.</summary>
    public IReadOnlyList<string> Order => [.. _order];

    /// <summary>The largest number of pages that worked at once.</summary>
    public int Most => _most;

    /// <summary>Completes when the player's page works.</summary>
    public Task Working(string user) => Of(_working, user).Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Completes when the player's page was told to stop.</summary>
    public Task Stopped(string user) => Of(_stopped, user).Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Lets the player's page be done, now or when it comes.</summary>
    public void Finish(string user) => Of(_done, user).TrySetResult();

    public Task<ImportPlan> PlanAsync(PlanRequest request, CancellationToken cancellation) =>
        Task.FromResult(new ImportPlan { Pages = [new PageSpec { Kind = "stand-in", Key = request.UserId }] });

    public async Task<PageResult> ImportPageAsync(PageRequest request, CancellationToken cancellation)
    {
        var now = Interlocked.Increment(ref _now);
        for (var most = _most; now > most; most = _most)
            Interlocked.CompareExchange(ref _most, now, most);
        _order.Enqueue(request.UserId);
        Of(_working, request.UserId).TrySetResult();
        try
        {
            await Of(_done, request.UserId).Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Of(_stopped, request.UserId).TrySetResult();
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }

        return new PageResult { Totals = RunCounters.Zero };
    }

    static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> signals, string user) =>
        signals.GetOrAdd(user, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
