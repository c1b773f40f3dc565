namespace DurableTask.Postgres.Management;

/// <summary>
/// The task hub's database does not answer. Nothing was acknowledged; the call may be made again after a moment. An HTTP front should
/// answer 503 with <c>Retry-After</c>.
/// </summary>
public sealed class TaskHubUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What could not be done.</param>
    /// <param name="innerException">The database's error.</param>
    public TaskHubUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
