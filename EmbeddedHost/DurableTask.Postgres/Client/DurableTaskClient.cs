using System.ComponentModel;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Internal;

namespace Microsoft.DurableTask.Client;

/// <summary>Starts, queries, signals and ends orchestration instances of one task hub.</summary>
/// <remarks>Implementations are safe for concurrent use. A client lives as long as the service provider it comes from.</remarks>
public abstract class DurableTaskClient : IOrchestrationSubmitter, IAsyncDisposable
{
    /// <summary>Creates the client.</summary>
    /// <param name="name">The name under which the client is registered; empty for the default client.</param>
    protected DurableTaskClient(string name) => Name = name;

    /// <summary>The name under which the client is registered; empty for the default client.</summary>
    public string Name { get; }

    /// <summary>The part of the client that talks to entities.</summary>
    /// <exception cref="NotSupportedException">The backend has no entities, or they are switched off.</exception>
    public virtual DurableEntityClient Entities => throw Unsupported("durable entities");

    /// <summary>Schedules an orchestration without input.</summary>
    /// <param name="orchestratorName">The orchestrator to run.</param>
    /// <param name="cancellation">Gives up the request; an instance that is already stored stays.</param>
    /// <returns>The id of the instance.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, CancellationToken cancellation)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, null, cancellation);

    /// <summary>Schedules an orchestration with an input and a generated instance id.</summary>
    /// <param name="orchestratorName">The orchestrator to run.</param>
    /// <param name="input">The input, serialised with the client's data converter; null for none.</param>
    /// <param name="cancellation">Gives up the request; an instance that is already stored stays.</param>
    /// <returns>The id of the instance.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input, CancellationToken cancellation)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, null, cancellation);

    /// <summary>Schedules an orchestration without input.</summary>
    /// <param name="orchestratorName">The orchestrator to run.</param>
    /// <param name="options">Instance id, start time, tags, version and the statuses that make an existing instance a conflict.</param>
    /// <param name="cancellation">Gives up the request; an instance that is already stored stays.</param>
    /// <returns>The id of the instance.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, StartOrchestrationOptions options, CancellationToken cancellation = default)
        => ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, options, cancellation);

    /// <summary>Schedules an orchestration.</summary>
    /// <param name="orchestratorName">The orchestrator to run.</param>
    /// <param name="input">The input, serialised with the client's data converter; null for none.</param>
    /// <param name="options">Instance id, start time, tags, version and the statuses that make an existing instance a conflict.</param>
    /// <param name="cancellation">Gives up the request; an instance that is already stored stays.</param>
    /// <returns>The id of the instance: the one asked for, or a generated one.</returns>
    /// <exception cref="ArgumentException">The name or an option is not valid.</exception>
    public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default);

    /// <summary>Sends an event without payload to an instance.</summary>
    /// <param name="instanceId">The receiving instance.</param>
    /// <param name="eventName">The name of the event; compared without regard to case.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the event is stored, not when it is processed.</returns>
    public virtual Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellation)
        => RaiseEventAsync(instanceId, eventName, null, cancellation);

    /// <summary>Sends an event to an instance. An event that nobody awaits yet is kept until somebody does.</summary>
    /// <param name="instanceId">The receiving instance.</param>
    /// <param name="eventName">The name of the event; compared without regard to case.</param>
    /// <param name="eventPayload">The payload, serialised with the client's data converter; null for none.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the event is stored, not when it is processed.</returns>
    /// <exception cref="ArgumentException">The id or the name is empty.</exception>
    public abstract Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

    /// <summary>Waits until an instance is past <see cref="OrchestrationRuntimeStatus.Pending"/>, without inputs and outputs.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What is known of the instance at that moment.</returns>
    public virtual Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, CancellationToken cancellation)
        => WaitForInstanceStartAsync(instanceId, false, cancellation);

    /// <summary>Waits until an instance is past <see cref="OrchestrationRuntimeStatus.Pending"/>.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output and custom status are fetched too.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What is known of the instance at that moment.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Waits until an instance is completed, failed or terminated, without inputs and outputs.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What is known of the finished instance.</returns>
    public virtual Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellation)
        => WaitForInstanceCompletionAsync(instanceId, false, cancellation);

    /// <summary>Waits until an instance is completed, failed or terminated. One that already is: at once.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output and custom status are fetched too.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What is known of the finished instance.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Terminates an instance without output; its children keep running.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public virtual Task TerminateInstanceAsync(string instanceId, CancellationToken cancellation)
        => TerminateInstanceAsync(instanceId, null, cancellation);

    /// <summary>Terminates an instance; its children keep running.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="output">The output that the terminated instance gets; null for none.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public virtual Task TerminateInstanceAsync(string instanceId, object? output, CancellationToken cancellation = default)
        => TerminateInstanceAsync(instanceId, output is null ? null : new TerminateInstanceOptions(output), cancellation);

    /// <summary>Terminates an instance. A finished instance is left as it is.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="options">The output, and whether children are terminated too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    /// <exception cref="NotSupportedException">The backend cannot terminate instances.</exception>
    public virtual Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
        => throw Unsupported("terminating orchestrations");

    /// <summary>Suspends an instance without stating a reason.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public virtual Task SuspendInstanceAsync(string instanceId, CancellationToken cancellation)
        => SuspendInstanceAsync(instanceId, null, cancellation);

    /// <summary>Suspends an instance: what arrives for it waits until it is resumed.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">A text for the history; null for none.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public abstract Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Resumes a suspended instance without stating a reason.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public virtual Task ResumeInstanceAsync(string instanceId, CancellationToken cancellation)
        => ResumeInstanceAsync(instanceId, null, cancellation);

    /// <summary>Resumes a suspended instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="reason">A text for the history; null for none.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    public abstract Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Reads an instance, without inputs and outputs.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The instance, or null when there is none with this id.</returns>
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellation)
        => GetInstanceAsync(instanceId, false, cancellation);

    /// <summary>Reads an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output and custom status are fetched too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The instance, or null when there is none with this id.</returns>
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <summary>Older name of <see cref="GetInstanceAsync(string, CancellationToken)"/>.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The instance, or null when there is none with this id.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public virtual Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, CancellationToken cancellation)
        => GetInstancesAsync(instanceId, false, cancellation);

    /// <summary>Older name of <see cref="GetInstanceAsync(string, bool, CancellationToken)"/>; the one that backends implement.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">Whether input, output and custom status are fetched too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The instance, or null when there is none with this id.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public abstract Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Lists instances, page by page as the caller enumerates.</summary>
    /// <param name="filter">Which instances and how many per page; null for all.</param>
    /// <returns>The instances; nothing is read before the enumeration starts.</returns>
    public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);

    /// <summary>Deletes a finished instance with its history; its children stay.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>How many instances were deleted: 0 or 1.</returns>
    public virtual Task<PurgeResult> PurgeInstanceAsync(string instanceId, CancellationToken cancellation)
        => PurgeInstanceAsync(instanceId, null, cancellation);

    /// <summary>Deletes a finished instance with its history. An instance that is not finished is left as it is.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="options">Whether children are deleted too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>How many instances were deleted.</returns>
    /// <exception cref="NotSupportedException">The backend cannot delete instances.</exception>
    public virtual Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => throw Unsupported("purging orchestrations");

    /// <summary>Deletes the finished instances that match a filter; their children stay unless they match too.</summary>
    /// <param name="filter">Which instances.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellation)
        => PurgeAllInstancesAsync(filter, null, cancellation);

    /// <summary>Deletes the finished instances that match a filter.</summary>
    /// <param name="filter">Which instances.</param>
    /// <param name="options">Whether children are deleted too.</param>
    /// <param name="cancellation">Gives up the request; what is already deleted stays deleted.</param>
    /// <returns>How many instances were deleted.</returns>
    /// <exception cref="NotSupportedException">The backend cannot delete instances.</exception>
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => throw Unsupported("purging orchestrations");

    /// <summary>Starts an instance again with its original name and input.</summary>
    /// <param name="instanceId">The instance to repeat.</param>
    /// <param name="restartWithNewInstanceId">True for a fresh id; false to reuse the id, which needs a finished instance.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The id of the started instance.</returns>
    /// <exception cref="NotSupportedException">The backend cannot restart instances.</exception>
    public virtual Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
        => throw Unsupported("restarting orchestrations");

    /// <summary>Puts a failed instance back to the point before its failure and lets it go on.</summary>
    /// <param name="instanceId">The failed instance.</param>
    /// <param name="reason">A text for the history.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the request is stored.</returns>
    /// <exception cref="NotSupportedException">The backend cannot rewind instances.</exception>
    public virtual Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
        => throw Unsupported("rewinding orchestrations");

    /// <summary>Lists ids of finished instances by the time at which they finished.</summary>
    /// <param name="runtimeStatus">The statuses wanted; null for all finished ones.</param>
    /// <param name="completedTimeFrom">The earliest end, inclusive; null for no bound.</param>
    /// <param name="completedTimeTo">The latest end, inclusive; null for no bound.</param>
    /// <param name="pageSize">The most ids to return.</param>
    /// <param name="lastInstanceKey">The continuation token of the page before; null for the first page.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>One page of ids.</returns>
    /// <exception cref="NotSupportedException">The backend has no such listing.</exception>
    public virtual Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
        => throw Unsupported("listing instance ids by completion time");

    /// <summary>Releases what the client holds.</summary>
    /// <returns>A task that ends when everything is released.</returns>
    public abstract ValueTask DisposeAsync();

    NotSupportedException Unsupported(string what) => new($"{what} is not supported by {GetType()}.");
}
