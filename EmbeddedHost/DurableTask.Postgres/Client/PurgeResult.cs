namespace Microsoft.DurableTask.Client;

/// <summary>The outcome of a purge.</summary>
public class PurgeResult
{
    /// <summary>Creates a result that does not say whether matching instances are left.</summary>
    /// <param name="count">How many instances were deleted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public PurgeResult(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
    }

    /// <summary>Creates a result.</summary>
    /// <param name="count">How many instances were deleted.</param>
    /// <param name="isComplete">False when matching instances are left, true when not, null when unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public PurgeResult(int count, bool? isComplete)
        : this(count) => IsComplete = isComplete;

    /// <summary>How many instances were deleted.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>False when matching instances are left, true when not, null when unknown.</summary>
    public bool? IsComplete { get; }
}
