using Microsoft.DurableTask.Entities;

namespace FaultHarness.Workers;

/// <summary>An entity that remembers every operation, in order: an entry is <c>sender#number</c>.</summary>
sealed class Ledger : TaskEntity<List<string>>
{
    public void Append(string entry) => State.Add(entry);

    public int CountOf(string sender) => State.Count(e => e.StartsWith(sender + "#", StringComparison.Ordinal));

    protected override List<string> InitializeState(TaskEntityOperation entityOperation) => [];
}
