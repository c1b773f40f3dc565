using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>What all orchestrator runs of a worker share.</summary>
sealed record OrchestrationSettings(DataConverter Converter, ILoggerFactory LoggerFactory, string DefaultVersion, Failures Failures)
{
    public ILogger Logger { get; } = WorkerLog.Orchestrations(LoggerFactory);
}
