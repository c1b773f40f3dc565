using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask;

public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an entity, made by a function for each batch of operations.</summary>
    /// <param name="name">The name.</param>
    /// <param name="factory">Makes the entity from the services of the run.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, Func<IServiceProvider, ITaskEntity> factory)
        => Add(_entities, name, default, factory);

    /// <summary>Adds an entity by its class. An object is made for each batch of operations, with services for its constructor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, Type type)
    {
        RequireConcrete<ITaskEntity>(type);
        return Add(_entities, name, default, FromServices<ITaskEntity>(type, preferRegistered: false));
    }

    /// <summary>Adds an entity by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.</summary>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity(Type type)
    {
        RequireConcrete<ITaskEntity>(type);
        return AddEntity(NameOf(type), type);
    }

    /// <summary>Adds an entity by its class.</summary>
    /// <typeparam name="TEntity">The class.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity<TEntity>(TaskName name)
        where TEntity : class, ITaskEntity
        => AddEntity(name, typeof(TEntity));

    /// <summary>Adds an entity by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.</summary>
    /// <typeparam name="TEntity">The class.</typeparam>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken.</exception>
    public DurableTaskRegistry AddEntity<TEntity>()
        where TEntity : class, ITaskEntity
        => AddEntity(typeof(TEntity));

    /// <summary>Adds an entity object that serves all runs, and so must not keep anything of a run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="entity">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Add(_entities, name, default, _ => entity);
    }

    /// <summary>Adds an entity object that serves all runs, under the name of its class.</summary>
    /// <param name="entity">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken.</exception>
    public DurableTaskRegistry AddEntity(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AddEntity(NameOf(entity.GetType()), entity);
    }
}
