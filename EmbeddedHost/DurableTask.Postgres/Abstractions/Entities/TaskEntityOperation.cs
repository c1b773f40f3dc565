namespace Microsoft.DurableTask.Entities;

/// <summary>One operation that an entity has to process.</summary>
public abstract class TaskEntityOperation
{
    /// <summary>The operation's name.</summary>
    public abstract string Name { get; }

    /// <summary>What the entity may do besides changing its state.</summary>
    public abstract TaskEntityContext Context { get; }

    /// <summary>The entity's state.</summary>
    public abstract TaskEntityState State { get; }

    /// <summary>Whether the operation came with an input.</summary>
    public abstract bool HasInput { get; }

    /// <summary>Reads the input.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <returns>The input; the type's default value when there is none.</returns>
    public virtual T? GetInput<T>() => GetInput(typeof(T)) is { } input ? (T)input : default;

    /// <summary>Reads the input.</summary>
    /// <param name="inputType">The type to read it as.</param>
    /// <returns>The input; null when there is none.</returns>
    public abstract object? GetInput(Type inputType);

    /// <summary>Names the entity and the operation.</summary>
    /// <returns><c>entity/operation</c>.</returns>
    public override string ToString() => $"{Context.Id.Name}/{Name}";
}
