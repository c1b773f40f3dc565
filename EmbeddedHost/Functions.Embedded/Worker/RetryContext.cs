namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which attempt an invocation is.</summary>
public abstract class RetryContext
{
    /// <summary>How often the function has been retried: 0 for the first attempt.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How many retries are allowed; -1 for no limit.</summary>
    public abstract int MaxRetryCount { get; }
}
