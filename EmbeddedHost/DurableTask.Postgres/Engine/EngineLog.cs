using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Engine;

/// <summary>Everything that the engine logs. The event ids never change.</summary>
static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Information, "This process owns task hub '{Hub}' (epoch {Epoch}): {Live} live instances")]
    public static partial void Owning(ILogger logger, string hub, long epoch, int live);

    [LoggerMessage(2, LogLevel.Information, "This process stands by for task hub '{Hub}'")]
    public static partial void StandingBy(ILogger logger, string hub);

    [LoggerMessage(3, LogLevel.Warning, "Task hub '{Hub}' is lost to this process: {Reason}")]
    public static partial void Lost(ILogger logger, string hub, string reason, Exception? exception);

    [LoggerMessage(4, LogLevel.Warning, "The database of task hub '{Hub}' does not answer; next try in {Delay}")]
    public static partial void DatabaseAway(ILogger logger, string hub, TimeSpan delay, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The orchestration filter failed for instance '{Instance}'; the instance waits")]
    public static partial void FilterFailed(ILogger logger, string instance, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Instance '{Instance}' of orchestrator '{Orchestrator}' failed: {Reason}")]
    public static partial void InstanceFailed(ILogger logger, string instance, string orchestrator, string reason);

    [LoggerMessage(7, LogLevel.Debug, "A {Kind} message for '{Target}' has no receiver and is dropped")]
    public static partial void MessageDropped(ILogger logger, string kind, string target);

    [LoggerMessage(8, LogLevel.Warning, "Operation '{Operation}' of entity '{Entity}' failed; its effects are rolled back")]
    public static partial void EntityOperationFailed(ILogger logger, string operation, string entity, Exception? exception);

    [LoggerMessage(9, LogLevel.Information, "Removed {Count} finished instances whose retention time is over")]
    public static partial void Retired(ILogger logger, long count);

    [LoggerMessage(10, LogLevel.Warning, "Removing finished instances failed; it is tried again later")]
    public static partial void RetentionFailed(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The engine of task hub '{Hub}' failed and starts again from the database")]
    public static partial void Faulted(ILogger logger, string hub, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "Reading what other processes sent failed; it is tried again")]
    public static partial void ForeignReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "{Count} activities did not end within the drain time; they run again with the next owner")]
    public static partial void DrainTimedOut(ILogger logger, int count);
}
