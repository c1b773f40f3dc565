using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>
/// Lookup by name and version. A request for a version is answered by the registration of exactly that version; a name that has
/// only unversioned registrations answers requests for any version.
/// </summary>
interface IVersionedTaskFactory
{
    bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}
