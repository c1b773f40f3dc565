using System.Text;
using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// Activities of executions that are over: begun, and not waited for. While an execution lives its history says what is to be done; after
/// that a stored message does, until the activity has ended.
/// </summary>
sealed partial class HubEngine
{
    readonly Dictionary<(long Key, int Execution, int Attempt, int TaskId), Message> _left = [];

    /// <summary>Notes the activities that are still to be done when an execution ends.</summary>
    void LeaveActivities(OrchestrationInstance instance)
    {
        foreach (var activity in instance.Outstanding.Activities.Values)
        {
            var message = new Message
            {
                Id = _messageIds.Next(),
                Target = instance.Id,
                Kind = MessageKind.LeftActivity,
                Name = instance.Version,
                Payload = Encoding.UTF8.GetString(HistoryCodec.Encode([activity])),
                Key = instance.Key,
                Execution = instance.Execution,
                Attempt = activity.Attempt,
                TaskId = activity.Id,
                TraceParent = instance.TraceParent,
            };
            _open.Send(message);
            _left[KeyOf(message)] = message;
        }
    }

    /// <summary>Starts an activity that a former owner has not brought to its end.</summary>
    void StartLeft(Message message)
    {
        if (!_left.TryAdd(KeyOf(message), message))
        {
            return;
        }

        var activity = HistoryCodec.Decode(Encoding.UTF8.GetBytes(message.Payload!)).Single();
        activity.Attempt = message.Attempt;
        var over = new OrchestrationInstance
        {
            Id = message.Target,
            Key = message.Key,
            Name = "",
            Version = message.Name,
            Execution = message.Execution,
            TraceParent = message.TraceParent,
            CreatedAt = UtcNow,
        };
        _activities.Start(new ActivityWorkItem(over, message.Execution, activity));
    }

    /// <summary>Whether an answer is that of an activity that nobody waits for; then it is done.</summary>
    bool EndLeft(Message answer)
    {
        if (_left.Count == 0 || !_left.Remove(KeyOf(answer), out var message))
        {
            return false;
        }

        _open.Consume(message);
        WantCommit();
        return true;
    }

    /// <summary>A rewound instance waits for its activities again.</summary>
    void TakeBack(OrchestrationInstance instance, HistoryEvent activity)
    {
        if (_left.Remove((instance.Key, instance.Execution, activity.Attempt, activity.Id), out var message))
        {
            _open.Consume(message);
        }
    }

    static (long Key, int Execution, int Attempt, int TaskId) KeyOf(Message message)
        => (message.Key, message.Execution, message.Attempt, message.TaskId);
}
