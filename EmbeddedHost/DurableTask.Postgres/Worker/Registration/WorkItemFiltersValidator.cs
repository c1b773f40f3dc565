using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Finds filter names that no registered task has: such a filter would wait for work that the worker cannot run.</summary>
sealed class WorkItemFiltersValidator(IOptionsMonitor<DurableTaskRegistry> registries) : IValidateOptions<DurableTaskWorkerWorkItemFilters>
{
    public ValidateOptionsResult Validate(string? name, DurableTaskWorkerWorkItemFilters options)
    {
        if (options.IsEmpty)
            return ValidateOptionsResult.Skip;

        var registry = registries.Get(name);
        string[] failures =
        [
            .. Unknown("orchestrator", options.Orchestrations.Select(o => o.Name), registry.GetOrchestrators().Select(o => o.Key)),
            .. Unknown("activity", options.Activities.Select(a => a.Name), registry.GetActivities().Select(a => a.Key)),
            .. Unknown("entity", options.Entities.Select(e => e.Name), registry.GetEntities().Select(e => e.Key)),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        IEnumerable<string> Unknown(string kind, IEnumerable<string> wanted, IEnumerable<TaskName> registered)
        {
            var known = registered.Select(task => task.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return wanted
                .Where(task => string.IsNullOrEmpty(task) || !known.Contains(task))
                .Select(task => $"The work item filters of the worker '{name}' name the {kind} '{task}', which is not registered with it.");
        }
    }
}
