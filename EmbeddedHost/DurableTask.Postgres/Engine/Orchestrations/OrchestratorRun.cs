using DurableTask.Postgres.Engine.History;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>
/// One execution of orchestrator code, kept between steps so that a step costs the same however long the history is. Lost with the
/// process; <see cref="Replay"/> rebuilds it from the history.
/// </summary>
sealed class OrchestratorRun
{
    readonly ITaskOrchestrator _orchestrator;
    readonly OrchestrationIdentity _identity;
    readonly OrchestrationContext _context;
    readonly OrchestratorSynchronizationContext _thread;
    readonly Dictionary<int, PendingTask> _pending = [];
    readonly HashSet<int> _timers = [];
    readonly Queue<HistoryEvent> _heldBack = new();
    List<HistoryEvent> _actions = [];
    List<int> _cancelledTimers = [];
    Task<object?>? _main;
    NextExecution? _next;
    bool _suspended;
    int? _awaitedLock;
    int _nextId;

    public OrchestratorRun(ITaskOrchestrator orchestrator, OrchestrationIdentity identity, OrchestrationSettings settings, Action strayContinuation)
    {
        _orchestrator = orchestrator;
        _identity = identity;
        Settings = settings;
        _thread = new OrchestratorSynchronizationContext(strayContinuation);
        _context = new OrchestrationContext(this, identity);
    }

    public OrchestrationSettings Settings { get; }

    public ExternalEventWaiters Events { get; } = new();

    public DateTime CurrentTime { get; private set; }

    public bool IsReplaying { get; private set; }

    public int Execution => _identity.Execution;

    /// <summary>The last custom status that the code set, serialized; null when it set none in this execution.</summary>
    public string? CustomStatus { get; private set; }

    public bool CustomStatusIsSet { get; private set; }

    /// <summary>Whether code may be started at all: the history has an ExecutionStarted event.</summary>
    public bool IsStarted => _main is not null;

    /// <summary>Applies the events of a new step in order and returns what the code did.</summary>
    public StepOutcome Step(DateTime now, IReadOnlyList<HistoryEvent> incoming)
    {
        CurrentTime = now;
        IsReplaying = false;
        foreach (var e in incoming)
        {
            Apply(e);
        }

        var outcome = new StepOutcome(_actions, _cancelledTimers, End());
        _actions = [];
        _cancelledTimers = [];
        return outcome;
    }

    /// <summary>Runs the code again over what happened before.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code does not do what the history says.</exception>
    public void Replay(IEnumerable<HistoryEvent> history)
    {
        IsReplaying = true;
        var expected = 0;
        foreach (var e in history)
        {
            if (e.IsAction)
            {
                if (expected >= _actions.Count)
                {
                    throw Mismatch($"the history continues with {e}, but the code did not do that");
                }

                var done = _actions[expected++];
                if (done.Type != e.Type || done.Id != e.Id || done.Name != e.Name || !SameTarget(done, e))
                {
                    throw Mismatch($"the history has {e}, but the code did {done}");
                }

                continue;
            }

            if (e.Type == HistoryEventType.OrchestratorStarted)
            {
                CheckAllDone(expected);
                _actions.Clear();
                expected = 0;
                CurrentTime = e.Time!.Value;
                continue;
            }

            Apply(e);
        }

        CheckAllDone(expected);
        _actions = [];
        _cancelledTimers = [];
        IsReplaying = false;
    }

    /// <summary>Throws unless the caller runs on the orchestrator's own thread, within a step.</summary>
    public void CheckThread()
    {
        if (!_thread.IsCurrent)
        {
            throw new InvalidOperationException(
                $"Orchestrator '{_identity.Name}' used its context from another thread. Orchestrator code may only await durable tasks: "
                + "no Task.Run, no Task.Delay, no I/O, no ConfigureAwait(false).");
        }
    }

    public Task<T> Schedule<T>(Func<int, HistoryEvent> action, Func<int, TaskFailureDetails, Exception> onFailure)
    {
        CheckThread();
        var id = _nextId++;
        var task = new PendingTask<T>(Settings.Converter) { OnFailure = failure => onFailure(id, failure) };
        _actions.Add(action(id));
        _pending.Add(id, task);
        return task.Task;
    }

    public Task ScheduleTimer(DateTime fireAt, CancellationToken cancellation)
    {
        var id = _nextId++;
        var task = new PendingTask<object?>(Settings.Converter);
        _actions.Add(new HistoryEvent { Type = HistoryEventType.TimerCreated, Id = id, Time = fireAt });
        _pending.Add(id, task);
        _timers.Add(id);
        if (cancellation.CanBeCanceled)
        {
            cancellation.Register(() =>
            {
                if (_pending.Remove(id))
                {
                    _timers.Remove(id);
                    _cancelledTimers.Add(id);
                    task.TryCancel(cancellation);
                }
            });
        }

        return task.Task;
    }

    public void AddAction(Func<int, HistoryEvent> action) => _actions.Add(action(_nextId++));

    public void SetCustomStatus(string? serialized)
    {
        CustomStatus = serialized;
        CustomStatusIsSet = true;
    }

    public void ContinueAsNew(NextExecution next) => _next = next;

    void Apply(HistoryEvent e)
    {
        switch (e.Type)
        {
            case HistoryEventType.ExecutionSuspended:
                _suspended = true;
                break;
            case HistoryEventType.ExecutionResumed:
                _suspended = false;
                ApplyHeldBack();
                break;
            case HistoryEventType.ExecutionRewound:
                _awaitedLock = e.Id >= 0 ? e.Id : null;
                break;
            case HistoryEventType.EntityLockGranted when e.Id == _awaitedLock:
                _awaitedLock = null;
                ApplyHeldBack();
                break;
            default:
                if (HoldsBack)
                {
                    _heldBack.Enqueue(e);
                }
                else
                {
                    ApplyNow(e);
                }

                break;
        }
    }

    /// <summary>Whether the code is to hear of nothing: it is suspended, or was rewound and does not have its locks back.</summary>
    bool HoldsBack => _suspended || _awaitedLock is not null;

    void ApplyHeldBack()
    {
        while (!HoldsBack && _heldBack.TryDequeue(out var held))
        {
            ApplyNow(held);
        }
    }

    void ApplyNow(HistoryEvent e)
    {
        switch (e.Type)
        {
            case HistoryEventType.ExecutionStarted:
                _thread.Run(Begin);
                break;
            case HistoryEventType.TaskCompleted or HistoryEventType.SubOrchestrationCompleted or HistoryEventType.EntityCompleted
                or HistoryEventType.EntityLockGranted or HistoryEventType.TimerFired:
                Answer(e.Id, task => task.Complete(e.Payload));
                break;
            case HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationFailed or HistoryEventType.EntityFailed:
                Answer(e.Id, task => task.Fail(e.Failure!));
                break;
            case HistoryEventType.EventRaised:
                _thread.Run(() => Events.Raise(e.Name!, e.Payload));
                break;
            default:
                // What later versions may add carries nothing for the code.
                break;
        }
    }

    void Answer(int id, Action<PendingTask> answer)
    {
        if (_pending.Remove(id, out var task))
        {
            _timers.Remove(id);
            _thread.Run(() => answer(task));
        }
    }

    void Begin()
    {
        if (!IsReplaying)
        {
            WorkerLog.OrchestrationStarted(Settings.Logger, _identity.InstanceId, _identity.Name);
        }

        try
        {
            _main = _orchestrator.RunAsync(_context, ReadInput()) ?? Task.FromResult<object?>(null);
        }
        catch (Exception e)
        {
            _main = Task.FromException<object?>(e);
        }
    }

    object? ReadInput()
    {
        var type = _orchestrator.InputType;
        return _identity.Input is null ? null : _context.GetInput(type);
    }

    ExecutionEnd? End()
    {
        if (_main is not { IsCompleted: true } || _suspended)
        {
            return null;
        }

        if (_main.IsFaulted || _main.IsCanceled)
        {
            return Fail(Unwrap(_main));
        }

        if (_next is not null)
        {
            WorkerLog.OrchestrationCompleted(Settings.Logger, _identity.InstanceId, _identity.Name);
            return new ExecutionEnd(false, null, null, _next);
        }

        try
        {
            var output = Settings.Converter.Serialize(_main.Result);
            WorkerLog.OrchestrationCompleted(Settings.Logger, _identity.InstanceId, _identity.Name);
            return new ExecutionEnd(true, output, null, null);
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    ExecutionEnd Fail(Exception exception)
    {
        WorkerLog.OrchestrationFailed(Settings.Logger, exception, _identity.InstanceId, _identity.Name);
        return new ExecutionEnd(false, null, Settings.Failures.From(exception), null);
    }

    static Exception Unwrap(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return new InvalidOperationException("The orchestrator did not fail.");
        }
        catch (Exception e)
        {
            return e;
        }
    }

    static bool SameTarget(HistoryEvent done, HistoryEvent recorded)
        => done.Target == recorded.Target
            && (done.Entities ?? []).AsSpan().SequenceEqual(recorded.Entities ?? []);

    void CheckAllDone(int expected)
    {
        if (expected < _actions.Count)
        {
            throw Mismatch($"the code did {_actions[expected]}, which is not in the history");
        }
    }

    NonDeterministicOrchestrationException Mismatch(string what) => new(
        $"Orchestration '{_identity.InstanceId}' ('{_identity.Name}') does not match its history: {what}. "
        + "Orchestrator code must do the same things in the same order on every run; code that changed needs a new version.");
}
