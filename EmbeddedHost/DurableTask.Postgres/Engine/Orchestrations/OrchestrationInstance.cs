using System.Diagnostics;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>
/// What the owner keeps in memory of an instance that is not finished. Guarded by the engine's gate, except for the run, which belongs
/// to the step in progress.
/// </summary>
sealed class OrchestrationInstance
{
    public required string Id { get; init; }

    /// <summary>The row's key; 0 until the commit that creates a child tells it.</summary>
    public long Key { get; set; }

    public required string Name { get; init; }

    public string? Version { get; set; }

    public string? ParentId { get; init; }

    /// <summary>The parent's orchestrator, as the child's code sees it on every run.</summary>
    public string? ParentName { get; init; }

    public int ParentExecution { get; init; }

    public int ParentTask { get; init; } = -1;

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public DateTime? StartAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public short Status { get; set; } = InstanceStatus.Pending;

    public string? CustomStatus { get; set; }

    public int Execution { get; set; }

    /// <summary>The number of the next history row.</summary>
    public int NextBatch { get; set; }

    /// <summary>Whether the current execution's history has begun.</summary>
    public bool Begun { get; set; }

    /// <summary>Whether the start was delivered: the instance's row is durable and its start time has come.</summary>
    public bool MayStart { get; set; }

    public bool IsFinished { get; set; }

    public List<Message> Inbox { get; set; } = [];

    /// <summary>Whether a step is queued or running.</summary>
    public bool IsActive { get; set; }

    public OutstandingWork Outstanding { get; set; } = new();

    public HubTransaction? LastTransaction { get; set; }

    /// <summary>Cancelled when the instance is terminated or the engine stops; made when its first activity starts.</summary>
    public CancellationTokenSource? Cancellation { get; set; }

    /// <summary>The input, where it is known without a read: until the execution's first step.</summary>
    public InputOfFirstStep? FirstInput { get; set; }

    /// <summary>The history of an instance that failed and is to be rewound; null for any other.</summary>
    public List<HistoryEvent>? FailedHistory { get; set; }

    public OrchestratorRun? Run { get; set; }

    /// <summary>The span of the current execution, while somebody listens.</summary>
    public Activity? Trace { get; set; }

    public AsyncServiceScope? Scope { get; set; }

    /// <summary>When a run was last used, as a count of steps, to find the one to unload.</summary>
    public LinkedListNode<OrchestrationInstance>? LoadedNode { get; set; }
}

/// <summary>An input that may be null, as opposed to none.</summary>
sealed record InputOfFirstStep(string? Value);
