using Microsoft.DurableTask.Entities;

namespace FaultHarness.Workers;

/// <summary>A balance that transfers change under a lock.</summary>
sealed class Account : TaskEntity<AccountState>
{
    public int Add(int amount)
    {
        State = new AccountState(State.Balance + amount, State.Operations + 1);
        return State.Balance;
    }

    protected override AccountState InitializeState(TaskEntityOperation entityOperation) => new(0, 0);
}

/// <summary>The state of an <see cref="Account"/>.</summary>
sealed record AccountState(int Balance, int Operations);
