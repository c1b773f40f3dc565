using System.Diagnostics;
using DurableTask.Postgres.Engine.Messages;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Engine.Activities;

/// <summary>Runs activities, a limited number at once, in the order in which they were scheduled.</summary>
sealed class ActivityDispatcher(EngineSettings settings, Action<Message> deliver, CancellationToken stopping)
{
    readonly Lock _gate = new();
    readonly Queue<ActivityWorkItem> _waiting = new();
    readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _running;
    bool _closed;

    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public void Start(ActivityWorkItem item)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_running >= settings.MaxConcurrentActivities)
            {
                _waiting.Enqueue(item);
                return;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Dispatcher.RunAsync(state.Item), (Dispatcher: this, Item: item), preferLocal: false);
    }

    /// <summary>Starts no more activities; completes when none runs.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            _waiting.Clear();
            if (_running == 0)
            {
                _drained.TrySetResult();
            }
        }

        return _drained.Task;
    }

    async Task RunAsync(ActivityWorkItem item)
    {
        for (var next = item; next is not null;)
        {
            await RunOneAsync(next).ConfigureAwait(false);
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _running--;
                    if (_closed && _running == 0)
                    {
                        _drained.TrySetResult();
                    }
                }
            }
        }
    }

    async Task RunOneAsync(ActivityWorkItem item)
    {
        var (instance, execution, scheduled) = item;
        CancellationToken cancellation;
        lock (instance)
        {
            instance.Cancellation ??= CancellationTokenSource.CreateLinkedTokenSource(stopping);
            cancellation = instance.Cancellation.Token;
        }

        // Terminated while it waited for a place.
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        Message answer;
        using var trace = Tracing.StartActivity(instance, execution, scheduled);
        try
        {
            var result = await InvokeAsync(item, cancellation).ConfigureAwait(false);
            answer = new Message
            {
                Target = instance.Id,
                Kind = MessageKind.ActivityCompleted,
                Key = instance.Key,
                Attempt = scheduled.Attempt,
                Execution = execution,
                TaskId = scheduled.Id,
                Payload = result,
            };
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Not the activity's failure: it runs again with the next owner.
            return;
        }
        catch (Exception e)
        {
            WorkerLog.ActivityFailed(settings.ActivityLogger, e, instance.Id, scheduled.Name!);
            trace?.SetStatus(ActivityStatusCode.Error, e.Message);
            answer = new Message
            {
                Target = instance.Id,
                Kind = MessageKind.ActivityFailed,
                Key = instance.Key,
                Attempt = scheduled.Attempt,
                Execution = execution,
                TaskId = scheduled.Id,
                Failure = settings.Failures.From(e),
            };
        }

        // Before the orchestration can hear of the result.
        trace?.Dispose();
        deliver(answer);
    }

    async Task<string?> InvokeAsync(ActivityWorkItem item, CancellationToken cancellation)
    {
        var (instance, _, scheduled) = item;
        await using var scope = settings.Services.CreateAsyncScope();
        var version = scheduled.Version ?? instance.Version;
        ITaskActivity? activity;
        var found = settings.Factory is IVersionedTaskFactory versioned
            ? versioned.TryCreateActivity(scheduled.Name!, new TaskVersion(version ?? ""), scope.ServiceProvider, out activity)
            : settings.Factory.TryCreateActivity(scheduled.Name!, scope.ServiceProvider, out activity);
        if (!found)
        {
            throw TaskNotFoundException.For(TaskNotFoundException.Activity, "activity", scheduled.Name!, version);
        }

        WorkerLog.ActivityStarted(settings.ActivityLogger, instance.Id, scheduled.Name!);
        var input = scheduled.Payload is null ? null : settings.Converter.Deserialize(scheduled.Payload, activity!.InputType);
        var output = await activity!.RunAsync(new ActivityContext(instance, scheduled, cancellation), input).ConfigureAwait(false);
        var result = settings.Converter.Serialize(output);
        Payloads.Check(result, settings.Hub.MaxPayloadLength, $"The result of activity '{scheduled.Name}'");
        WorkerLog.ActivityCompleted(settings.ActivityLogger, instance.Id, scheduled.Name!);
        return result;
    }
}
