namespace Microsoft.Azure.Functions.Worker;

/// <summary>Times of a monitored schedule.</summary>
public class ScheduleStatus
{
    /// <summary>The last scheduled time that ran; the default value before the first run.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next scheduled time.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this record was written.</summary>
    public DateTime LastUpdated { get; set; }
}
