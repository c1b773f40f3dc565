namespace Microsoft.DurableTask.Worker;

/// <summary>The names that a worker asks its backend for. Empty lists everywhere mean: everything.</summary>
public class DurableTaskWorkerWorkItemFilters
{
    /// <summary>The orchestrations wanted.</summary>
    public IReadOnlyList<OrchestrationFilter> Orchestrations { get; set; } = [];

    /// <summary>The activities wanted.</summary>
    public IReadOnlyList<ActivityFilter> Activities { get; set; } = [];

    /// <summary>The entities wanted.</summary>
    public IReadOnlyList<EntityFilter> Entities { get; set; } = [];

    internal bool IsEmpty => Orchestrations.Count == 0 && Activities.Count == 0 && Entities.Count == 0;

    internal static DurableTaskWorkerWorkItemFilters Of(DurableTaskRegistry registry, DurableTaskWorkerOptions options)
    {
        string[]? onlyVersion = options.Versioning is { MatchStrategy: DurableTaskWorkerOptions.VersionMatchStrategy.Strict } versioning
            ? [versioning.Version ?? string.Empty]
            : null;
        return new DurableTaskWorkerWorkItemFilters
        {
            Orchestrations = [.. ByName(registry.OrchestratorVersions).Select(o => new OrchestrationFilter(o.Name, o.Versions))],
            Activities = [.. ByName(registry.ActivityVersions).Select(a => new ActivityFilter(a.Name, a.Versions))],
            Entities = [.. registry.GetEntities().Select(entity => new EntityFilter(entity.Key.Name))],
        };

        IEnumerable<(string Name, string[] Versions)> ByName(IEnumerable<(TaskName Name, TaskVersion Version)> tasks)
            => tasks.GroupBy(task => task.Name.Name, StringComparer.OrdinalIgnoreCase)
                .Select(group => (group.Key, onlyVersion ?? Versions(group.Select(task => task.Version.Version ?? string.Empty))));

        // A name without any versioned registration answers every version, which an empty list says.
        static string[] Versions(IEnumerable<string> registered)
        {
            var versions = registered.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToArray();
            return versions is [""] ? [] : versions;
        }
    }

    /// <summary>An orchestration that is wanted.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="versions">The versions wanted; null or empty for all.</param>
    public readonly struct OrchestrationFilter(string name, IReadOnlyList<string>? versions)
    {
        /// <summary>Creates a filter without a name, to be set by an initializer.</summary>
        public OrchestrationFilter()
            : this(string.Empty, [])
        {
        }

        /// <summary>The orchestrator's name.</summary>
        public string Name { get; init; } = name;

        /// <summary>The versions wanted; empty for all.</summary>
        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }

    /// <summary>An activity that is wanted.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="versions">The versions wanted; null or empty for all.</param>
    public readonly struct ActivityFilter(string name, IReadOnlyList<string>? versions)
    {
        /// <summary>Creates a filter without a name, to be set by an initializer.</summary>
        public ActivityFilter()
            : this(string.Empty, [])
        {
        }

        /// <summary>The activity's name.</summary>
        public string Name { get; init; } = name;

        /// <summary>The versions wanted; empty for all.</summary>
        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }

    /// <summary>An entity that is wanted.</summary>
    /// <param name="name">The entity's name.</param>
    public readonly struct EntityFilter(string name)
    {
        /// <summary>Creates a filter without a name, to be set by an initializer.</summary>
        public EntityFilter()
            : this(string.Empty)
        {
        }

        /// <summary>The entity's name.</summary>
        public string Name { get; init; } = name;
    }
}
