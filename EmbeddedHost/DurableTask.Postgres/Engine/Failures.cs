using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine;

/// <summary>Turns exceptions into the details that travel through the history.</summary>
static class Failures
{
    /// <summary>Exceptions nested deeper than this are cut off: a history row must stay readable.</summary>
    const int MaxDepth = 10;

    public static TaskFailureDetails From(Exception exception) => From(exception, 0);

    public static TaskFailureDetails Because(string type, string message) => new(type, message, null, null, null);

    static TaskFailureDetails From(Exception exception, int depth)
    {
        // The failure of a task that failed in turn is already known in detail; what is inside it comes from another process' life.
        var inner = exception switch
        {
            TaskFailedException { FailureDetails: { } details } => details,
            EntityOperationFailedException { FailureDetails: { } details } => details,
            AggregateException { InnerExceptions.Count: > 0 } aggregate when depth < MaxDepth => From(aggregate.InnerExceptions[0], depth + 1),
            { InnerException: { } cause } when depth < MaxDepth => From(cause, depth + 1),
            _ => null,
        };
        return new TaskFailureDetails(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.StackTrace, inner, null);
    }
}
