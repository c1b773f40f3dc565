using System.Collections.Concurrent;
using DurableTask.Postgres.Engine;

namespace DurableTask.Postgres.Hosting;

/// <summary>The task hubs that this process takes part in; a worker and a client of the same hub share one node.</summary>
sealed class TaskHubNodes : IAsyncDisposable
{
    readonly ConcurrentDictionary<(string Connection, string Hub), Lazy<TaskHubNode>> _nodes = new();

    /// <exception cref="InvalidOperationException">The options are wrong; the message says what to set.</exception>
    public TaskHubNode Get(PostgresTaskHubOptions options)
        => _nodes.GetOrAdd((options.ConnectionString, options.Schema), _ => new Lazy<TaskHubNode>(() => new TaskHubNode(options))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values.Where(n => n.IsValueCreated))
        {
            await node.Value.DisposeAsync().ConfigureAwait(false);
        }
    }
}
