namespace DurableTask.Postgres.Engine.Messages;

/// <summary>The kinds of messages. Those below 100 are stored, and their numbers never change.</summary>
enum MessageKind : short
{
    EventRaised = 1,
    Terminate = 2,
    Suspend = 3,
    Resume = 4,
    ChildCompleted = 5,
    ChildFailed = 6,
    EntityCompleted = 7,
    EntityFailed = 8,
    LockGranted = 9,
    EntityOperation = 10,
    LockRequest = 11,
    Unlock = 12,
    EntityRemove = 13,
    Rewind = 14,
    LeftActivity = 15,

    // Never stored: after a crash they are derived again from the history.
    Start = 100,
    ActivityCompleted = 101,
    ActivityFailed = 102,
    TimerFired = 103,
    StrayContinuation = 104,
}
