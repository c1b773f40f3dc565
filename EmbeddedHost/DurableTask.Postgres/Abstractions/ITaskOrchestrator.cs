namespace Microsoft.DurableTask;

/// <summary>Coordinates durable tasks. The code is replayed, so it has to be deterministic.</summary>
public interface ITaskOrchestrator
{
    /// <summary>The type that the input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type of the output.</summary>
    Type OutputType { get; }

    /// <summary>Runs the orchestrator.</summary>
    /// <param name="context">What is known about this run.</param>
    /// <param name="input">The input, an instance of <see cref="InputType"/> or null.</param>
    /// <returns>The output.</returns>
    Task<object?> RunAsync(TaskOrchestrationContext context, object? input);
}
