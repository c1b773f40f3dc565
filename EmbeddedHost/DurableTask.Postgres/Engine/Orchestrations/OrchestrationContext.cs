using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTask.Postgres.Engine.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>What orchestrator code sees. Every call that has an effect becomes an action with a number; replay meets the same numbers.</summary>
sealed class OrchestrationContext : TaskOrchestrationContext
{
    /// <summary>RFC 9562 section 5.5: a namespace of our own for name-based identifiers.</summary>
    static readonly Guid GuidNamespace = new("5d0ff2f4-51a3-4c0c-9a75-b2a0d1b6f36a");

    readonly OrchestratorRun _run;
    readonly OrchestrationIdentity _identity;
    readonly EntityFeature _entities;
    object? _input;
    bool _inputIsRead;
    int _guids;

    public OrchestrationContext(OrchestratorRun run, OrchestrationIdentity identity)
    {
        _run = run;
        _identity = identity;
        _entities = new EntityFeature(run);
        Parent = identity.Parent;
    }

    public override TaskName Name => _identity.Name;

    public override string InstanceId => _identity.InstanceId;

    public override ParentOrchestrationInstance? Parent { get; }

    public override string Version => _identity.Version ?? "";

    public override DateTime CurrentUtcDateTime => _run.CurrentTime;

    public override bool IsReplaying => _run.IsReplaying;

    public override IReadOnlyDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>();

    public override TaskOrchestrationEntityFeature Entities => _entities;

    protected override ILoggerFactory LoggerFactory => _run.Settings.LoggerFactory;

    DataConverter Converter => _run.Settings.Converter;

    public override T GetInput<T>()
    {
        if (_inputIsRead && _input is T typed)
        {
            return typed;
        }

        var value = _identity.Input is null ? default : Converter.Deserialize<T>(_identity.Input);
        (_input, _inputIsRead) = (value, true);
        return value!;
    }

    public object? GetInput(Type type)
    {
        _input = _identity.Input is null ? null : Converter.Deserialize(_identity.Input, type);
        _inputIsRead = true;
        return _input;
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        _run.CheckThread();
        var payload = Converter.Serialize(input);
        return DurableRetry.RunAsync(
            this,
            options?.Retry,
            () => _run.Schedule<TResult>(
                id => new HistoryEvent
                {
                    Type = HistoryEventType.TaskScheduled,
                    Id = id,
                    Name = name.Name,
                    Payload = payload,
                    Version = options?.Version?.Version,
                    Tags = options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags) : null,
                },
                (id, failure) => new TaskFailedException(name.Name, id, failure)));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        _run.CheckThread();
        if (_entities.InCriticalSection())
        {
            throw new InvalidOperationException("A sub-orchestration can't be called while entities are locked.");
        }

        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        CheckNotEntity(instanceId, nameof(options));
        var version = (options as SubOrchestrationOptions)?.Version?.Version ?? options?.Version?.Version ?? _run.Settings.DefaultVersion;
        var payload = Converter.Serialize(input);
        return DurableRetry.RunAsync(
            this,
            options?.Retry,
            () => _run.Schedule<TResult>(
                id => new HistoryEvent
                {
                    Type = HistoryEventType.SubOrchestrationCreated,
                    Id = id,
                    Name = orchestratorName.Name,
                    Target = instanceId,
                    Payload = payload,
                    Version = string.IsNullOrEmpty(version) ? null : version,
                    Tags = options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags) : null,
                },
                (id, failure) => new TaskFailedException(orchestratorName.Name, id, failure)));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        _run.CheckThread();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        return _run.ScheduleTimer(fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        _run.CheckThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return _run.Events.Wait<T>(eventName, Converter, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        _run.CheckThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        CheckNotEntity(instanceId, nameof(instanceId));
        _run.AddAction(id => new HistoryEvent
        {
            Type = HistoryEventType.EventSent,
            Id = id,
            Name = eventName,
            Target = instanceId,
            Payload = Converter.Serialize(payload),
        });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        _run.CheckThread();
        _run.SetCustomStatus(Converter.Serialize(customStatus));
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
        => ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        _run.CheckThread();
        ArgumentNullException.ThrowIfNull(options);
        _run.ContinueAsNew(new NextExecution(
            Converter.Serialize(options.NewInput),
            string.IsNullOrWhiteSpace(options.NewVersion) ? _identity.Version : options.NewVersion,
            options.PreserveUnprocessedEvents));
    }

    public override Guid NewGuid()
    {
        _run.CheckThread();
        var name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}\n{_run.Execution}\n{CurrentUtcDateTime.Ticks}\n{_guids++}");
        var length = Encoding.UTF8.GetByteCount(name);
        var source = new byte[16 + length];
        GuidNamespace.TryWriteBytes(source, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, source.AsSpan(16));
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; nothing secret depends on it.
        Span<byte> hash = stackalloc byte[20];
        SHA1.HashData(source, hash);
#pragma warning restore CA5350
        var time = BinaryPrimitives.ReadUInt16BigEndian(hash[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((time & 0x0FFF) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    static void CheckNotEntity(string instanceId, string parameter)
    {
        if (instanceId.StartsWith('@'))
        {
            throw new ArgumentException($"'{instanceId}' is the form of an entity's id; an orchestration's must not start with '@'.", parameter);
        }
    }
}
