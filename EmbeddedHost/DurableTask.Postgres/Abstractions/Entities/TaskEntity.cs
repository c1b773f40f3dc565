namespace Microsoft.DurableTask.Entities;

/// <summary>
/// Base class of an entity whose public methods are its operations. An operation runs the method of its name, compared without regard to
/// case; without one, and with <see cref="AllowStateDispatch"/>, the method of that name of the state. <c>delete</c> is understood without
/// a method, and removes the state. A method may take the input, the <see cref="TaskEntityContext"/> and the
/// <see cref="TaskEntityOperation"/> in any order, and return nothing, a value, or a (value) task with or without result.
/// </summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public abstract class TaskEntity<TState> : ITaskEntity
{
    const string DeleteOperation = "delete";

    /// <summary>Whether public methods of the state are operations too; false by default.</summary>
    protected virtual bool AllowStateDispatch => false;

    /// <summary>The state; what it is when the operation ends is stored, and null removes it.</summary>
    protected TState State { get; set; } = default!;

    /// <summary>What the entity may do besides changing its state. Only set while an operation runs.</summary>
    protected TaskEntityContext Context { get; private set; } = null!;

    /// <summary>Processes one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>What the method returned; null where it returned nothing.</returns>
    /// <exception cref="NotSupportedException">There is no method for the operation.</exception>
    /// <exception cref="InvalidOperationException">
    /// The method needs an input and the operation has none, or its parameters cannot be bound.
    /// </exception>
    public ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is { } stored ? (TState)stored : InitializeState(operation);

        if (operation.TryDispatch(this, out var running))
            return CompleteAsync(running, operation, changed: null);
        if (AllowStateDispatch)
        {
            object state = State ?? throw new InvalidOperationException(
                $"Operation '{operation}' is to be dispatched to the entity's state, which is null.");
            if (operation.TryDispatch(state, out running))
                return CompleteAsync(running, operation, changed: typeof(TState).IsValueType ? state : null);
        }

        if (!string.Equals(operation.Name, DeleteOperation, StringComparison.OrdinalIgnoreCase))
            throw new NotSupportedException($"The entity has no method for operation '{operation}'.");
        operation.State.SetState(null);
        return default;
    }

    /// <summary>Makes the state of an entity that has none; by default with the type's parameterless constructor.</summary>
    /// <param name="entityOperation">The operation that is about to run.</param>
    /// <returns>The state.</returns>
    protected virtual TState InitializeState(TaskEntityOperation entityOperation)
    {
        // A nullable value type would be created as null, which means "no state".
        var type = Nullable.GetUnderlyingType(typeof(TState));
        return type is null ? Activator.CreateInstance<TState>() : (TState)Activator.CreateInstance(type)!;
    }

    // Stores the state only once the method has succeeded.
    ValueTask<object?> CompleteAsync(ValueTask<object?> running, TaskEntityOperation operation, object? changed)
    {
        if (!running.IsCompletedSuccessfully)
            return AwaitAsync(running, operation, changed);
        Store(operation, changed);
        return running;
    }

    async ValueTask<object?> AwaitAsync(ValueTask<object?> running, TaskEntityOperation operation, object? changed)
    {
        var result = await running;
        Store(operation, changed);
        return result;
    }

    void Store(TaskEntityOperation operation, object? changed)
    {
        // A method of a state that is a value type changed a copy.
        if (changed is not null)
            State = (TState)changed;
        operation.State.SetState(State);
    }
}
