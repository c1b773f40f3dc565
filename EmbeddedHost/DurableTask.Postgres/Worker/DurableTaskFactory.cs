using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Worker;

/// <summary>Creates what a registry holds. Later changes of the registry are not seen.</summary>
sealed class DurableTaskFactory(DurableTaskRegistry registry) : IDurableTaskFactory2, IVersionedTaskFactory
{
    readonly Catalog<ITaskActivity> _activities = new(registry.ActivitiesByVersion);
    readonly Catalog<ITaskOrchestrator> _orchestrators = new(registry.OrchestratorsByVersion);
    readonly Dictionary<TaskName, Func<IServiceProvider, ITaskEntity>> _entities = new(registry.GetEntities());

    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        => TryCreateActivity(name, TaskVersion.Unversioned, serviceProvider, out activity);

    public bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        => _activities.TryCreate(name, version, serviceProvider, out activity);

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        => TryCreateOrchestrator(name, TaskVersion.Unversioned, serviceProvider, out orchestrator);

    public bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        => _orchestrators.TryCreate(name, version, serviceProvider, out orchestrator);

    public bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        entity = _entities.TryGetValue(name, out var create) ? create(serviceProvider) : null;
        return entity is not null;
    }

    sealed class Catalog<TTask>(IEnumerable<KeyValuePair<TaskVersionKey, Func<IServiceProvider, TTask>>> registrations)
        where TTask : class
    {
        readonly Dictionary<TaskVersionKey, Func<IServiceProvider, TTask>> _registrations = new(registrations);

        readonly HashSet<string> _versionedNames = new(
            registrations.Where(registration => !string.IsNullOrWhiteSpace(registration.Key.Version)).Select(r => r.Key.Name),
            StringComparer.OrdinalIgnoreCase);

        public bool TryCreate(
            TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out TTask? task)
        {
            ArgumentNullException.ThrowIfNull(serviceProvider);
            task = Find(name, version) is { } create ? create(serviceProvider) : null;
            return task is not null;
        }

        Func<IServiceProvider, TTask>? Find(TaskName name, TaskVersion version)
        {
            // A default name matches nothing; asking the dictionary would make a key without a name.
            if (string.IsNullOrEmpty(name.Name))
                return null;

            if (_registrations.TryGetValue(new TaskVersionKey(name, version), out var exact))
                return exact;

            // Once a name is versioned, an unknown version must not run something else than the caller asked for.
            return _versionedNames.Contains(name.Name)
                ? null
                : _registrations.GetValueOrDefault(new TaskVersionKey(name, TaskVersion.Unversioned));
        }
    }
}
