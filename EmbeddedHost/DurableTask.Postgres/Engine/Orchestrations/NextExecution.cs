namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>What ContinueAsNew asked for.</summary>
sealed record NextExecution(string? Input, string? Version, bool PreserveUnprocessedEvents);
