using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;

namespace DurableTask.Postgres;

// Stands in for the engine's registration until the engine is there.
static class EngineShim
{
    public static IDurableTaskWorkerBuilder UsePostgres(this IDurableTaskWorkerBuilder builder, Action<PostgresTaskHubOptions> configure) =>
        throw new NotSupportedException("The engine is not there yet.");

    public static IDurableTaskClientBuilder UsePostgres(this IDurableTaskClientBuilder builder, Action<PostgresTaskHubOptions> configure) =>
        throw new NotSupportedException("The engine is not there yet.");

    public static CancellationToken GetCancellationToken(this TaskActivityContext context) => CancellationToken.None;
}

sealed class PostgresTaskHubOptions
{
    public string ConnectionString { get; set; } = "";

    public string HubName { get; set; } = "TaskHub";
}
