using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Management;

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

    /// <summary>
    /// How the children stand that the instance waits for (null for one that does not exist), when all that it waits for is to happen
    /// again; null when it is not.
    /// </summary>
    public IReadOnlyDictionary<int, InstanceDetails?>? Repeats { get; set; }
}
