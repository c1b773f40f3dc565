namespace DurableTask.Postgres.Engine;

/// <summary>The database did not answer a read in the middle of a step: the engine ends and the next one does the step again.</summary>
sealed class StorageException(Exception inner) : Exception(inner.Message, inner);
