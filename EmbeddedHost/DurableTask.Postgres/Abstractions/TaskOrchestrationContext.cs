using System.Collections.Immutable;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// What an orchestrator knows about its run, and everything it may do. An orchestrator awaits only tasks from here: the code is replayed
/// from its history, and has to take the same decisions each time.
/// </summary>
public abstract class TaskOrchestrationContext
{
    ReplaySafeLoggerFactory? _replaySafeLoggerFactory;

    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of this orchestration.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that started this one as a sub-orchestration; null for none.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The current time in UTC, the same in every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code runs over what already happened, to restore its state.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version this orchestration was started with; empty for none.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Settings that the host gives to orchestrators; empty by default.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties => ImmutableDictionary<string, object?>.Empty;

    /// <summary>Calls, signals and locks entities.</summary>
    /// <exception cref="NotSupportedException">This context has no entities.</exception>
    public virtual TaskOrchestrationEntityFeature Entities => throw new NotSupportedException($"{GetType()} does not support entities.");

    /// <summary>Makes loggers that are silent during replay; providers cannot be added to it.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => _replaySafeLoggerFactory ??= new ReplaySafeLoggerFactory(this);

    /// <summary>The host's logger factory.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The host's logger factory, for the wrappers of this assembly.</summary>
    internal ILoggerFactory HostLoggerFactory => LoggerFactory;

    /// <summary>The orchestration's input.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <returns>The input; the type's default value when there is none.</returns>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity and ignores its output.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>A task that ends with the activity.</returns>
    /// <exception cref="TaskFailedException">The activity failed, after any repetitions.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null)
        => CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity without input and ignores its output.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="options">How to call it.</param>
    /// <returns>A task that ends with the activity.</returns>
    /// <exception cref="TaskFailedException">The activity failed, after any repetitions.</exception>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity without input.</summary>
    /// <typeparam name="TResult">The type of its output.</typeparam>
    /// <param name="name">The activity's name.</param>
    /// <param name="options">How to call it.</param>
    /// <returns>The output.</returns>
    /// <exception cref="TaskFailedException">The activity failed, after any repetitions.</exception>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options)
        => CallActivityAsync<TResult>(name, null, options);

    /// <summary>Calls an activity.</summary>
    /// <typeparam name="TResult">The type of its output.</typeparam>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>The output.</returns>
    /// <exception cref="TaskFailedException">The activity failed, after any repetitions.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>Waits for a time, durably.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Cancels the timer; an orchestration does not complete while timers it started are pending.</param>
    /// <returns>A task that ends when the time has passed.</returns>
    /// <exception cref="OperationCanceledException">The timer was cancelled.</exception>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken)
        => CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until a time, durably.</summary>
    /// <param name="fireAt">When; compared with <see cref="CurrentUtcDateTime"/>.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <returns>A task that ends at that time.</returns>
    /// <exception cref="OperationCanceledException">The timer was cancelled.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an external event. An event that arrived before is taken at once, oldest first.</summary>
    /// <typeparam name="T">The type to read its payload as.</typeparam>
    /// <param name="eventName">The event's name, compared without regard to case.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an external event for a limited time.</summary>
    /// <typeparam name="T">The type to read its payload as.</typeparam>
    /// <param name="eventName">The event's name, compared without regard to case.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="OperationCanceledException">The event did not come in time.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout)
        => WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an external event for a limited time.</summary>
    /// <typeparam name="T">The type to read its payload as.</typeparam>
    /// <param name="eventName">The event's name, compared without regard to case.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The payload.</returns>
    /// <exception cref="OperationCanceledException">The event did not come in time, or the waiting was ended.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var stopTimer = new CancellationTokenSource();
        using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = CreateTimer(timeout, stopTimer.Token);
        var received = WaitForExternalEvent<T>(eventName, stopWaiting.Token);

        // Cancelled synchronously: CancelAsync would continue on the thread pool, outside the orchestrator's own flow.
        var loser = await Task.WhenAny(received, timer) == received ? stopTimer : stopWaiting;
        loser.Cancel();
        return await received;
    }

    /// <summary>Sends an external event to another orchestration.</summary>
    /// <param name="instanceId">The receiver; an event to an instance that does not exist is dropped.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The payload.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Publishes a value with the orchestration's status.</summary>
    /// <param name="customStatus">The value; null removes it.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs a sub-orchestration.</summary>
    /// <typeparam name="TResult">The type of its output.</typeparam>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to run it, see <see cref="SubOrchestrationOptions"/>; null for defaults.</param>
    /// <returns>The output.</returns>
    /// <exception cref="TaskFailedException">The sub-orchestration failed, after any repetitions.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>Runs a sub-orchestration without input.</summary>
    /// <typeparam name="TResult">The type of its output.</typeparam>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="options">How to run it, see <see cref="SubOrchestrationOptions"/>.</param>
    /// <returns>The output.</returns>
    /// <exception cref="TaskFailedException">The sub-orchestration failed, after any repetitions.</exception>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options)
        => CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>Runs a sub-orchestration without input and ignores its output.</summary>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="options">How to run it, see <see cref="SubOrchestrationOptions"/>.</param>
    /// <returns>A task that ends with the sub-orchestration.</returns>
    /// <exception cref="TaskFailedException">The sub-orchestration failed, after any repetitions.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options)
        => CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>Runs a sub-orchestration and ignores its output.</summary>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to run it, see <see cref="SubOrchestrationOptions"/>; null for defaults.</param>
    /// <returns>A task that ends with the sub-orchestration.</returns>
    /// <exception cref="TaskFailedException">The sub-orchestration failed, after any repetitions.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
        => CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Restarts this orchestration with an empty history once the orchestrator returns.</summary>
    /// <param name="newInput">The input of the next run.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that arrived but were not awaited are kept for the next run.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>Restarts this orchestration with an empty history once the orchestrator returns.</summary>
    /// <param name="options">How to restart.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="NotSupportedException">A new version is asked for, and this context cannot change versions.</exception>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrEmpty(options.NewVersion))
            throw new NotSupportedException($"{GetType()} cannot continue an orchestration with another version.");
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>Makes a unique id that is the same in every replay.</summary>
    /// <returns>The id.</returns>
    public abstract Guid NewGuid();

    /// <summary>Makes a logger that is silent during replay.</summary>
    /// <param name="categoryName">The logger's category.</param>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger(string categoryName)
        => new ReplaySafeLogger(this, Abstractions.ReplaySafeLoggerFactory.Unwrap(LoggerFactory).CreateLogger(categoryName));

    /// <summary>Makes a logger that is silent during replay.</summary>
    /// <param name="type">The type whose name is the logger's category.</param>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger(Type type)
        => new ReplaySafeLogger(this, Abstractions.ReplaySafeLoggerFactory.Unwrap(LoggerFactory).CreateLogger(type));

    /// <summary>Makes a logger that is silent during replay.</summary>
    /// <typeparam name="T">The type whose name is the logger's category.</typeparam>
    /// <returns>The logger.</returns>
    public virtual ILogger CreateReplaySafeLogger<T>() => CreateReplaySafeLogger(typeof(T));

    /// <summary>Compares the version of this orchestration with another.</summary>
    /// <param name="version">The other version.</param>
    /// <returns>Negative, zero or positive, see <see cref="TaskOrchestrationVersioningUtils.CompareVersions"/>.</returns>
    public virtual int CompareVersionTo(string version) => TaskOrchestrationVersioningUtils.CompareVersions(Version, version);
}
