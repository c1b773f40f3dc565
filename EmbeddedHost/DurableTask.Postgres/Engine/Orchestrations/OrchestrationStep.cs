using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>A step of an instance between its execution and its application.</summary>
sealed class OrchestrationStep(List<Message> messages, DateTime now)
{
    public List<Message> Messages => messages;

    public DateTime Now => now;

    public List<HistoryEvent> Incoming { get; } = [];

    /// <summary>What the code did; null when it did not run.</summary>
    public StepOutcome? Outcome { get; set; }

    public Message? Termination { get; set; }

    /// <summary>What a rewind has left of the history before this step; null for any other step.</summary>
    public RewoundHistory? Rewound { get; set; }
}
