using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine;

/// <summary>No code is registered under a name, or none of the version asked for. Trying again would not help.</summary>
sealed class TaskNotFoundException(string errorType, string message) : Exception(message)
{
    public const string Activity = "ActivityTaskNotFound";
    public const string Orchestrator = "OrchestratorTaskNotFound";
    public const string Entity = "EntityTaskNotFound";
    public const string Version = "VersionMismatch";

    public string ErrorType => errorType;

    /// <summary>Whether a stored failure says that code is missing.</summary>
    public static bool IsCauseOf(TaskFailureDetails failure) => failure.ErrorType is Activity or Orchestrator or Entity or Version;

    /// <summary>"No such task named 'x' was found", with the version where one was asked for.</summary>
    public static TaskNotFoundException For(string errorType, string kind, string name, string? version)
        => new(errorType, $"No {kind} task named '{name}'{(string.IsNullOrEmpty(version) ? "" : $" with version '{version}'")} was found.");
}
