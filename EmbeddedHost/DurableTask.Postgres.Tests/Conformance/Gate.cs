namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Something that a test waits for, or that code under test is held by until the test lets it go.</summary>
sealed class Gate
{
    readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _opened.Task.IsCompleted;

    public void Open() => _opened.TrySetResult();

    public Task WaitAsync() => _opened.Task.WaitAsync(ConformanceApp.Timeout);

    public Task WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);
}
