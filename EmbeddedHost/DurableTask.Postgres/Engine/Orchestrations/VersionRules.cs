using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Worker;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>Which versions of instances this worker works on.</summary>
static class VersionRules
{
    /// <summary>Whether the instance is left alone, for a worker of another version.</summary>
    public static bool Rejects(DurableTaskWorkerOptions options, OrchestrationInstance instance)
        => options is { IsVersioningSet: true, Versioning: { FailureStrategy: VersionFailureStrategy.Reject } versioning } && !Matches(versioning, instance.Version);

    /// <exception cref="TaskNotFoundException">The instance's version is not worked on here, and such instances are to fail.</exception>
    public static void ThrowIfFailed(DurableTaskWorkerOptions options, OrchestrationInstance instance)
    {
        if (options is { IsVersioningSet: true, Versioning: { } versioning } && !Matches(versioning, instance.Version))
        {
            throw new TaskNotFoundException(
                TaskNotFoundException.Version,
                $"The orchestration's version '{instance.Version}' does not match the worker's version '{versioning.Version}' ({versioning.MatchStrategy}).");
        }
    }

    static bool Matches(VersioningOptions versioning, string? version) => versioning.MatchStrategy switch
    {
        VersionMatchStrategy.Strict => TaskOrchestrationVersioningUtils.CompareVersions(version ?? "", versioning.Version) == 0,
        VersionMatchStrategy.CurrentOrOlder => TaskOrchestrationVersioningUtils.CompareVersions(version ?? "", versioning.Version) <= 0,
        _ => true,
    };
}
