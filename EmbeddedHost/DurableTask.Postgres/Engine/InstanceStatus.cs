namespace DurableTask.Postgres.Engine;

/// <summary>The stored statuses of an instance; the numbers are those of <c>OrchestrationRuntimeStatus</c>.</summary>
static class InstanceStatus
{
    public const short Running = 0;
    public const short Completed = 1;
    public const short Failed = 3;
    public const short Terminated = 5;
    public const short Pending = 6;
    public const short Suspended = 7;

    public static bool IsFinished(short status) => status is Completed or Failed or Terminated;
}
