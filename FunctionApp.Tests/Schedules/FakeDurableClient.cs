using System.Collections.Concurrent;
using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Tests.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace ImportFunctions.Tests.Schedules;

/// <summary>Orchestrations that are started and then do as they are told; an id lives once, as in the engine.</summary>
sealed class FakeDurableClient() : StandInClient("fake")
{
    readonly ConcurrentDictionary<string, OrchestrationMetadata> _instances = new();
    readonly Lock _lock = new();

    public List<ImportInput> Started { get; } = [];

    /// <summary>Thrown after a start was stored, as when the process dies or the connection breaks before the answer.</summary>
    public Exception? ThrowAfterStart { get; set; }

    /// <summary>Whether starts fail before anything is stored.</summary>
    public bool Unavailable { get; set; }

    public void Finish(string instanceId, OrchestrationRuntimeStatus status = OrchestrationRuntimeStatus.Completed) =>
        _instances[instanceId] = Metadata(instanceId, status, _instances[instanceId].SerializedInput!);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (Unavailable)
            throw new InvalidOperationException("The engine is away.");
        var id = options!.InstanceId!;
        lock (_lock)
        {
            if (_instances.TryGetValue(id, out var there) && !there.IsCompleted)
                throw new InvalidOperationException($"{id} lives.");
            _instances[id] = Metadata(id, OrchestrationRuntimeStatus.Running, JsonSerializer.Serialize(input));
            Started.Add((ImportInput)input!);
        }

        return ThrowAfterStart is { } e ? throw e : Task.FromResult(id);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        ThrowAfterStart is { } e && Started.Count > 0 ? throw e : Task.FromResult(_instances.GetValueOrDefault(instanceId));

    static OrchestrationMetadata Metadata(string id, OrchestrationRuntimeStatus status, string input) =>
        new(ImportOrchestration.Name, id) { RuntimeStatus = status, SerializedInput = input, DataConverter = JsonDataConverter.Default };
}
