using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Hands the operation that triggered an entity function to the entity's code.</summary>
public sealed class TaskEntityDispatcher
{
    readonly TaskEntityOperation _operation;
    readonly IServiceProvider _services;

    internal TaskEntityDispatcher(TaskEntityOperation operation, IServiceProvider services)
    {
        _operation = operation;
        _services = services;
    }

    internal bool Dispatched { get; private set; }

    internal object? Result { get; private set; }

    /// <summary>Runs the operation on an entity object.</summary>
    /// <param name="entity">The entity.</param>
    /// <returns>A task that completes with the operation.</returns>
    public Task DispatchAsync(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DispatchAsync(entity.RunAsync);
    }

    /// <summary>Runs the operation on a new object, made with its dependencies from the invocation's services.</summary>
    /// <typeparam name="T">The entity's class.</typeparam>
    /// <returns>A task that completes with the operation.</returns>
    /// <exception cref="InvalidOperationException">The class is not an <see cref="ITaskEntity"/>.</exception>
    public Task DispatchAsync<T>()
    {
        if (ActivatorUtilities.GetServiceOrCreateInstance(_services, typeof(T)) is not ITaskEntity entity)
            throw new InvalidOperationException($"{typeof(T)} is not an entity: it must implement {nameof(ITaskEntity)}.");
        return DispatchAsync(entity);
    }

    /// <summary>Runs the operation in a function.</summary>
    /// <param name="handler">Gets the operation and returns its result.</param>
    /// <returns>A task that completes with the operation.</returns>
    public async Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Dispatched)
            throw new InvalidOperationException("An entity function dispatches its operation once.");
        Dispatched = true;
        Result = await handler(_operation);
    }
}
