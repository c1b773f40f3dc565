namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer trigger tells its function.</summary>
public class TimerInfo
{
    /// <summary>The last and next times; null when the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is late: it was due while the host was down.</summary>
    public bool IsPastDue { get; set; }
}
