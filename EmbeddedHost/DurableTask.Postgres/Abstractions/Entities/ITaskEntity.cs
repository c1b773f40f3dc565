namespace Microsoft.DurableTask.Entities;

/// <summary>A small piece of durable state that processes operations one at a time.</summary>
public interface ITaskEntity
{
    /// <summary>Processes one operation.</summary>
    /// <param name="operation">The operation, with the state it works on.</param>
    /// <returns>What a caller gets as the result.</returns>
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}
