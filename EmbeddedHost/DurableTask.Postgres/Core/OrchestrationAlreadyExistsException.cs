namespace DurableTask.Core.Exceptions;

/// <summary>
/// An orchestration with this instance id exists in a status that the caller wanted to be left alone
/// (<see cref="Microsoft.DurableTask.StartOrchestrationOptions.DedupeStatuses"/>). The real SDK throws the type of this name too.
/// </summary>
public class OrchestrationAlreadyExistsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which instance, and its status.</param>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }
}
