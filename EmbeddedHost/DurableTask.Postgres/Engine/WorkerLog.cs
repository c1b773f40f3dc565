using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// What workers log about the application's code. Categories, event ids and names are those of the packages, for which people have filters.
/// </summary>
static partial class WorkerLog
{
    public static ILogger Orchestrations(ILoggerFactory factory) => factory.CreateLogger("Microsoft.DurableTask.Worker.Orchestrations");

    public static ILogger Activities(ILoggerFactory factory) => factory.CreateLogger("Microsoft.DurableTask.Worker.Activities");

    [LoggerMessage(600, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' started.")]
    public static partial void OrchestrationStarted(ILogger logger, string instanceId, string name);

    [LoggerMessage(601, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' completed.")]
    public static partial void OrchestrationCompleted(ILogger logger, string instanceId, string name);

    [LoggerMessage(602, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' failed.")]
    public static partial void OrchestrationFailed(ILogger logger, Exception exception, string instanceId, string name);

    [LoggerMessage(603, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' started.")]
    public static partial void ActivityStarted(ILogger logger, string instanceId, string name);

    [LoggerMessage(604, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' completed.")]
    public static partial void ActivityCompleted(ILogger logger, string instanceId, string name);

    [LoggerMessage(605, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' failed.")]
    public static partial void ActivityFailed(ILogger logger, Exception exception, string instanceId, string name);
}
