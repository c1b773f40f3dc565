using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Worker;

/// <summary>Creates what a registry holds.</summary>
sealed class DurableTaskFactory(DurableTaskRegistry registry) : IDurableTaskFactory2, IVersionedTaskFactory
{
    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        => TryCreateActivity(name, TaskVersion.Unversioned, serviceProvider, out activity);

    public bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        => TryCreate(registry.FindActivity(name, version), serviceProvider, out activity);

    public bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        => TryCreateOrchestrator(name, TaskVersion.Unversioned, serviceProvider, out orchestrator);

    public bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        => TryCreate(registry.FindOrchestrator(name, version), serviceProvider, out orchestrator);

    public bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity)
        => TryCreate(registry.FindEntity(name), serviceProvider, out entity);

    static bool TryCreate<T>(Func<IServiceProvider, T>? create, IServiceProvider serviceProvider, [NotNullWhen(true)] out T? task)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        task = create?.Invoke(serviceProvider);
        return task is not null;
    }
}
