using System.Reflection;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <summary>
/// The orchestrators, activities and entities of a worker, by name. Orchestrators and activities can be added in several versions. A call
/// that names a version runs what was added under exactly that version; only when nothing was added under any version does it run what was
/// added without one. A call that names no version runs only what was added without one.
/// </summary>
public sealed partial class DurableTaskRegistry
{
    static readonly Task<object?> NoResult = Task.FromResult<object?>(null);

    readonly RegisteredTasks<ITaskOrchestrator> _orchestrators = new();
    readonly RegisteredTasks<ITaskActivity> _activities = new();
    readonly RegisteredTasks<ITaskEntity> _entities = new();

    /// <summary>All orchestrators; a name appears once for each of its versions.</summary>
    /// <returns>Names and factories.</returns>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() => _orchestrators.All;

    /// <summary>All activities; a name appears once for each of its versions.</summary>
    /// <returns>Names and factories.</returns>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() => _activities.All;

    /// <summary>All entities.</summary>
    /// <returns>Names and factories.</returns>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskEntity>>> GetEntities() => _entities.All;

    /// <summary>The orchestrators' names with the versions they were added in.</summary>
    internal IEnumerable<(TaskName Name, TaskVersion Version)> OrchestratorVersions => _orchestrators.Keys;

    /// <summary>The activities' names with the versions they were added in.</summary>
    internal IEnumerable<(TaskName Name, TaskVersion Version)> ActivityVersions => _activities.Keys;

    /// <summary>The factory that serves calls of an orchestrator; null for none.</summary>
    internal Func<IServiceProvider, ITaskOrchestrator>? FindOrchestrator(TaskName name, TaskVersion version)
        => _orchestrators.Find(name, version);

    /// <summary>The factory that serves calls of an activity; null for none.</summary>
    internal Func<IServiceProvider, ITaskActivity>? FindActivity(TaskName name, TaskVersion version) => _activities.Find(name, version);

    /// <summary>The factory of an entity; null for none.</summary>
    internal Func<IServiceProvider, ITaskEntity>? FindEntity(TaskName name) => _entities.Find(name, TaskVersion.Unversioned);

    DurableTaskRegistry Add<T>(RegisteredTasks<T> tasks, TaskName name, TaskVersion version, Func<IServiceProvider, T> factory)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        tasks.Add(name, version, factory);
        return this;
    }

    static TaskName NameOf(Type type)
        => type.GetCustomAttribute<DurableTaskAttribute>()?.Name is { } name && name != default ? name : new TaskName(type.Name);

    static TaskVersion VersionOf(Type type) => type.GetCustomAttribute<DurableTaskAttribute>()?.Version;

    static void RequireConcrete<T>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!type.IsClass || type.IsAbstract || !typeof(T).IsAssignableFrom(type))
            throw new ArgumentException($"'{type}' is not a class that implements {typeof(T).Name} and can be created.", nameof(type));
    }

    static Func<IServiceProvider, T> FromServices<T>(Type type, bool preferRegistered)
    {
        // Made at the first run: a class without a usable constructor can be registered as a service all the same.
        var create = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes));
        return services => (T)((preferRegistered ? services.GetService(type) : null) ?? create.Value(services, null));
    }

    static Func<IServiceProvider, ITaskOrchestrator> FromConstructor(Type type)
    {
        var create = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes));
        return _ => (ITaskOrchestrator)create.Value(NoServices.Instance, null);
    }

    sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
