namespace Microsoft.Azure.Functions.Worker;

/// <summary>Retries of a whole function. Only timer triggers have them; anywhere else the host refuses to start.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    public RetryAttribute()
    {
    }

    /// <summary>How many times to retry; -1 for no limit.</summary>
    public int MaxRetryCount { get; set; }
}
