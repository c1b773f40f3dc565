using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Hosting;

/// <summary>Every message that the host logs.</summary>
static partial class EmbeddedHostLog
{
    [LoggerMessage(1, LogLevel.Information, "Functions: {Functions}")]
    public static partial void FunctionsFound(ILogger logger, string functions);

    [LoggerMessage(2, LogLevel.Warning, "Services of an invocation of {Function} could not be disposed")]
    public static partial void ScopeDisposalFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(3, LogLevel.Error, "Function {Function} failed")]
    public static partial void FunctionFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(4, LogLevel.Warning, "The task hub's database does not answer; function {Function} was not run to its end")]
    public static partial void TaskHubUnavailable(ILogger logger, Exception exception, string function);

    [LoggerMessage(5, LogLevel.Error, "The durable management API failed on {Method} {Path}")]
    public static partial void ManagementFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(6, LogLevel.Warning, "The task hub's database does not answer, so the management API could not serve {Method} {Path}")]
    public static partial void ManagementUnavailable(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(7, LogLevel.Warning, "Neither FUNCTIONS_KEY nor FUNCTIONS_MASTER_KEY is set: whoever reaches {Addresses} is trusted")]
    public static partial void NoKeys(ILogger logger, string addresses);

    [LoggerMessage(EventId = 8, Message = "Timer {Function} ({Schedule}) runs next at {Next:O}")]
    public static partial void TimerNext(ILogger logger, LogLevel level, string function, string schedule, DateTimeOffset next);

    [LoggerMessage(9, LogLevel.Error, "Timer {Function} failed; it runs again at its next time")]
    public static partial void TimerFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(10, LogLevel.Warning, "Timer {Function} failed; retry {Retry} in {Delay}")]
    public static partial void TimerRetries(ILogger logger, Exception exception, string function, int retry, TimeSpan delay);

    [LoggerMessage(11, LogLevel.Warning, "The timers' database does not answer; trying again in {Delay}")]
    public static partial void TimerStoreUnavailable(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(12, LogLevel.Information, "Timer {Function} makes up for the run that was due at {Due:O}")]
    public static partial void TimerPastDue(ILogger logger, string function, DateTimeOffset due);
}
