using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>What entity code may do to others; collected, and dropped when the operation fails.</summary>
sealed class EntityContext(EntityInstanceId id, EngineSettings settings) : TaskEntityContext
{
    public override EntityInstanceId Id => id;

    public List<(EntityInstanceId Target, string Operation, string? Input, DateTime? Due)> Signals { get; } = [];

    public List<NewInstance> Orchestrations { get; } = [];

    public override void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        Payloads.CheckId(id.ToString(), "The id of an entity");
        Signals.Add((id, operationName, Serialize(input), options?.SignalTime?.UtcDateTime));
    }

    public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        if (instanceId.StartsWith('@'))
        {
            throw new ArgumentException($"'{instanceId}' is the form of an entity's id; an orchestration's must not start with '@'.", nameof(options));
        }

        Payloads.CheckId(instanceId, "The id of an orchestration");
        Payloads.CheckText(name.Name, "The name of an orchestrator");
        Payloads.CheckText(options?.Version?.Version, "The version of an orchestrator");
        var version = options?.Version?.Version ?? settings.Orchestrations.DefaultVersion;
        Orchestrations.Add(new NewInstance
        {
            InstanceId = instanceId,
            Name = name.Name,
            Version = string.IsNullOrEmpty(version) ? null : version,
            Input = Serialize(input),
            Tags = options?.Tags,
            StartAt = options?.StartAt?.UtcDateTime,
            CreatedAt = settings.Time.GetUtcNow().UtcDateTime,
        });
        return instanceId;
    }

    string? Serialize(object? value)
    {
        var payload = value is null ? null : settings.Converter.Serialize(value);
        Payloads.Check(payload, settings.Hub.MaxPayloadLength, "An entity's message");
        return payload;
    }
}
