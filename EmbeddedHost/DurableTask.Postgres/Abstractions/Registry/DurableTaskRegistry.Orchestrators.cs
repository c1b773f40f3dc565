namespace Microsoft.DurableTask;

public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds one version of an orchestrator, made by a function for each run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="version">The version; the default value for none.</param>
    /// <param name="factory">Makes the orchestrator.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<ITaskOrchestrator> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(_orchestrators, name, version, _ => factory());
    }

    /// <summary>Adds an orchestrator, made by a function for each run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="factory">Makes the orchestrator.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Func<ITaskOrchestrator> factory) => AddOrchestrator(name, default, factory);

    /// <summary>
    /// Adds an orchestrator by its class. An object is made for each run; the constructor must have no parameters, since services would
    /// make the code non-deterministic. The version is that of its <see cref="DurableTaskAttribute"/>.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, Type type)
    {
        RequireConcrete<ITaskOrchestrator>(type);
        return Add(_orchestrators, name, VersionOf(type), FromConstructor(type));
    }

    /// <summary>
    /// Adds an orchestrator by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.
    /// </summary>
    /// <param name="type">The class.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(Type type)
    {
        RequireConcrete<ITaskOrchestrator>(type);
        return AddOrchestrator(NameOf(type), type);
    }

    /// <summary>Adds an orchestrator by its class.</summary>
    /// <typeparam name="TOrchestrator">The class.</typeparam>
    /// <param name="name">The name.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>(TaskName name)
        where TOrchestrator : class, ITaskOrchestrator
        => AddOrchestrator(name, typeof(TOrchestrator));

    /// <summary>
    /// Adds an orchestrator by its class, under the name of its <see cref="DurableTaskAttribute"/>, or else of the class.
    /// </summary>
    /// <typeparam name="TOrchestrator">The class.</typeparam>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The type is not a concrete class of that kind, or the name is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator<TOrchestrator>()
        where TOrchestrator : class, ITaskOrchestrator
        => AddOrchestrator(typeof(TOrchestrator));

    /// <summary>Adds an orchestrator object that serves all runs, and so must not keep anything of a run.</summary>
    /// <param name="name">The name.</param>
    /// <param name="orchestrator">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(TaskName name, ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return Add(_orchestrators, name, VersionOf(orchestrator.GetType()), _ => orchestrator);
    }

    /// <summary>Adds an orchestrator object that serves all runs, under the name of its class.</summary>
    /// <param name="orchestrator">The object.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is the default value, or is taken in that version.</exception>
    public DurableTaskRegistry AddOrchestrator(ITaskOrchestrator orchestrator)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return AddOrchestrator(NameOf(orchestrator.GetType()), orchestrator);
    }
}
