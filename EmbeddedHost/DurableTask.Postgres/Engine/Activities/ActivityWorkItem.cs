using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine.Activities;

/// <summary>An activity to run for one execution of an instance.</summary>
sealed record ActivityWorkItem(OrchestrationInstance Instance, int Execution, HistoryEvent Scheduled);
