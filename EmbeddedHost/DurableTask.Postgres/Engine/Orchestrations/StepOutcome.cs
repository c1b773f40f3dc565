using DurableTask.Postgres.Engine.History;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>How an execution ended; at most one of the members is set.</summary>
/// <param name="Completed">The orchestrator returned.</param>
/// <param name="Output">What it returned, serialized.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Next">The execution that ContinueAsNew asked for.</param>
sealed record ExecutionEnd(bool Completed, string? Output, TaskFailureDetails? Failure, NextExecution? Next);

/// <summary>What a step of orchestrator code produced.</summary>
/// <param name="Actions">The actions, in order.</param>
/// <param name="CancelledTimers">Timers that the code gave up.</param>
/// <param name="End">How the execution ended, or null while it goes on.</param>
sealed record StepOutcome(IReadOnlyList<HistoryEvent> Actions, IReadOnlyList<int> CancelledTimers, ExecutionEnd? End);
