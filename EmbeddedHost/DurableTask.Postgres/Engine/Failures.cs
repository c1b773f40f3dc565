using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;

namespace DurableTask.Postgres.Engine;

/// <summary>Turns exceptions into the details that travel through the history.</summary>
/// <param name="properties">The application's own facts about exceptions, where it registered something that tells them.</param>
sealed class Failures(IExceptionPropertiesProvider? properties)
{
    /// <summary>Exceptions nested deeper than this are cut off: a history row must stay readable.</summary>
    const int MaxDepth = 10;

    public static TaskFailureDetails Because(string type, string message) => new(type, message, null, null, null);

    public TaskFailureDetails From(Exception exception)
        => exception is TaskNotFoundException missing ? Because(missing.ErrorType, missing.Message) : From(exception, 0);

    TaskFailureDetails From(Exception exception, int depth)
    {
        // The failure of a task that failed in turn is already known in detail; what is inside it comes from another process' life.
        var inner = exception switch
        {
            TaskFailedException { FailureDetails: { } details } => details,
            EntityOperationFailedException { FailureDetails: { } details } => details,
            AggregateException { InnerExceptions.Count: > 0 } aggregate when depth < MaxDepth
                => From(aggregate.InnerExceptions[0], depth + 1),
            { InnerException: { } cause } when depth < MaxDepth => From(cause, depth + 1),
            _ => null,
        };
        return new TaskFailureDetails(
            exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, PropertiesOf(exception));
    }

    IDictionary<string, object?>? PropertiesOf(Exception exception)
    {
        try
        {
            return properties?.GetExceptionProperties(exception);
        }
        catch (Exception e)
        {
            // It must not hide the failure that it was asked about.
            return new Dictionary<string, object?> { ["PropertiesError"] = e.Message };
        }
    }
}
