using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>An entity written in the test that uses it.</summary>
sealed class Lambda(Func<TaskEntityOperation, ValueTask<object?>> run) : ITaskEntity
{
    public ValueTask<object?> RunAsync(TaskEntityOperation operation) => run(operation);
}
