using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>A durable task that orchestrator code may be waiting for.</summary>
abstract class PendingTask
{
    /// <summary>Turns the answer's failure into what the orchestrator catches.</summary>
    public Func<TaskFailureDetails, Exception>? OnFailure { get; init; }

    public abstract bool IsCompleted { get; }

    public abstract void Complete(string? payload);

    public abstract void Fail(TaskFailureDetails failure);

    public abstract bool TryCancel(CancellationToken cancellation);
}

/// <summary>A durable task with a result of type <typeparamref name="T"/>.</summary>
sealed class PendingTask<T>(DataConverter converter) : PendingTask
{
    // Continuations run inside SetResult, on the step's thread: their order is the history's order.
    readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public override bool IsCompleted => _source.Task.IsCompleted;

    public override void Complete(string? payload)
    {
        T? value;
        try
        {
            value = payload is null ? default : converter.Deserialize<T>(payload);
        }
        catch (Exception e)
        {
            _source.TrySetException(new InvalidOperationException(
                $"The result can't be read as {typeof(T).FullName}: {e.Message}", e));
            return;
        }

        _source.TrySetResult(value!);
    }

    public override void Fail(TaskFailureDetails failure)
        => _source.TrySetException(OnFailure?.Invoke(failure) ?? new InvalidOperationException(failure.ErrorMessage));

    public override bool TryCancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
}
