namespace Microsoft.DurableTask.Client;

/// <summary>Where an orchestration instance stands.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not finished.</summary>
    Running = 0,

    /// <summary>Finished with a result.</summary>
    Completed = 1,

    /// <summary>Replaced by a new generation; kept for compatibility, no instance is ever reported with it.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew = 2,

    /// <summary>Finished with an unhandled exception.</summary>
    Failed = 3,

    /// <summary>Kept for compatibility, no instance is ever reported with it.</summary>
    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled = 4,

    /// <summary>Ended from outside.</summary>
    Terminated = 5,

    /// <summary>Scheduled and not started.</summary>
    Pending = 6,

    /// <summary>Held until it is resumed.</summary>
    Suspended = 7,
}
