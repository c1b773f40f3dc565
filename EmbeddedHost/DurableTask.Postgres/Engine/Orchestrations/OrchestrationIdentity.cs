using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>What stays the same for one execution of an instance.</summary>
sealed record OrchestrationIdentity(string InstanceId, string Name, string? Version, ParentOrchestrationInstance? Parent, string? Input, int Execution);
