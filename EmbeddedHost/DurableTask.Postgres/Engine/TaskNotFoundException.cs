namespace DurableTask.Postgres.Engine;

/// <summary>No code is registered under a name.</summary>
sealed class TaskNotFoundException(string errorType, string message) : Exception(message)
{
    public string ErrorType => errorType;
}
