namespace Microsoft.DurableTask;

/// <summary>An activity or a sub-orchestration failed; thrown into the orchestrator that awaits it.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception from the one that the task ended with.</summary>
    /// <param name="taskName">The task's name.</param>
    /// <param name="taskId">The task's number within the orchestration.</param>
    /// <param name="innerException">What the task ended with.</param>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(MessageFor(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>Creates the exception from a stored failure.</summary>
    /// <param name="taskName">The task's name.</param>
    /// <param name="taskId">The task's number within the orchestration.</param>
    /// <param name="failureDetails">Why it failed.</param>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(MessageFor(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The name of the task that failed.</summary>
    public string TaskName { get; }

    /// <summary>The number of the task within the orchestration.</summary>
    public int TaskId { get; }

    /// <summary>Why it failed; ask <see cref="TaskFailureDetails.IsCausedBy{T}"/> to branch on the kind of failure.</summary>
    public TaskFailureDetails FailureDetails { get; }

    /// <summary>Whether the failure is exactly of a type of exception; derived types do not count.</summary>
    /// <typeparam name="T">The type of exception.</typeparam>
    /// <returns>True when the names are the same.</returns>
    [Obsolete("Use the FailureDetails property and its IsCausedBy<T>() method")]
    public bool IsCausedByException<T>()
        where T : Exception
        => FailureDetails.ErrorType == typeof(T).FullName;

    // Programs match on this wording, so it is the one that the packages use.
    static string MessageFor(string taskName, int taskId, string? reason)
    {
        var message = $"Task '{taskName}' (#{taskId}) failed with an unhandled exception";
        return reason is null ? message + "." : $"{message}: {reason}";
    }
}
