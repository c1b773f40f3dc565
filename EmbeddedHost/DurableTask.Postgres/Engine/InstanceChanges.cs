using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Orchestrations;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine;

/// <summary>What one transaction changes of an instance.</summary>
sealed class InstanceChanges(OrchestrationInstance instance)
{
    public OrchestrationInstance Instance { get; } = instance;

    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The number of the history row that holds <see cref="Events"/>; -1 while there are none.</summary>
    public int Batch { get; set; } = -1;

    /// <summary>Whether rows of earlier transactions go: a new execution begins.</summary>
    public bool DropsHistory { get; set; }

    public bool RestartsExecution { get; set; }

    public string? NextInput { get; set; }

    public string? NextVersion { get; set; }

    public int NextExecution { get; set; }

    public bool ChangesRow { get; set; }

    public short Status { get; set; }

    public string? Output { get; set; }

    public string? CustomStatus { get; set; }

    public TaskFailureDetails? Failure { get; set; }

    public DateTime UpdatedAt { get; set; }
}
