using DurableTask.Postgres.Engine.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Engine;

/// <summary>What a worker brings to the engine: the user's code and the limits.</summary>
sealed record EngineSettings
{
    public required IDurableTaskFactory Factory { get; init; }

    public required IServiceProvider Services { get; init; }

    public required OrchestrationSettings Orchestrations { get; init; }

    public required DurableTaskWorkerOptions Worker { get; init; }

    public required PostgresTaskHubOptions Hub { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required ILogger ActivityLogger { get; init; }

    /// <summary>Decides which orchestrations run here; null for all.</summary>
    public Func<OrchestrationFilterParameters, CancellationToken, ValueTask<bool>>? Filter { get; init; }

    public required int MaxConcurrentActivities { get; init; }

    public required int MaxConcurrentSteps { get; init; }

    public required int MaxConcurrentEntities { get; init; }

    public DataConverter Converter => Orchestrations.Converter;

    public Failures Failures => Orchestrations.Failures;
}
