namespace Microsoft.DurableTask.Entities;

/// <summary>Runs one method of an entity, or of a state, for an operation.</summary>
delegate ValueTask<object?> EntityOperationInvoker(object target, TaskEntityOperation operation);
