namespace Microsoft.DurableTask;

/// <summary>Does one unit of work. It may run more than once for one call, so its effects should be idempotent.</summary>
public interface ITaskActivity
{
    /// <summary>The type that the input is read as.</summary>
    Type InputType { get; }

    /// <summary>The type of the output.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity.</summary>
    /// <param name="context">What is known about this run.</param>
    /// <param name="input">The input, an instance of <see cref="InputType"/> or null.</param>
    /// <returns>The output.</returns>
    Task<object?> RunAsync(TaskActivityContext context, object? input);
}
