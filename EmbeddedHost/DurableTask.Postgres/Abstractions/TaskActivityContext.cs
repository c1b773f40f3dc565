namespace Microsoft.DurableTask;

/// <summary>What an activity knows about its run.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the orchestration that called the activity.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The version the activity was called with; empty for none.</summary>
    public virtual string Version => string.Empty;
}
