namespace DurableTask.Postgres.Engine.History;

/// <summary>The kinds of history events. The numbers are stored: they never change, and new kinds get new numbers.</summary>
enum HistoryEventType : byte
{
    OrchestratorStarted = 1,
    ExecutionStarted = 2,
    TaskScheduled = 3,
    TaskCompleted = 4,
    TaskFailed = 5,
    TimerCreated = 6,
    TimerFired = 7,
    SubOrchestrationCreated = 8,
    SubOrchestrationCompleted = 9,
    SubOrchestrationFailed = 10,
    EventRaised = 11,
    EventSent = 12,
    EntityCalled = 13,
    EntitySignaled = 14,
    EntityCompleted = 15,
    EntityFailed = 16,
    EntityLockRequested = 17,
    EntityLockGranted = 18,
    EntityUnlocked = 19,
    ExecutionSuspended = 20,
    ExecutionResumed = 21,
    ExecutionTerminated = 22,
    ExecutionCompleted = 23,
    ExecutionRewound = 24,
}
