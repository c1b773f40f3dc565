namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>Orchestrator code did not do again what its history says it did.</summary>
sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
