using System.ComponentModel;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask;

/// <summary>Repeats a failed call a number of times, with delays that can grow. The delays are durable timers.</summary>
public class RetryPolicy
{
    static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    readonly Func<TaskFailureDetails, bool>? _handleFailure;

    /// <summary>Creates a policy.</summary>
    /// <param name="maxNumberOfAttempts">How often the call is made at most, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The delay before the first repetition; more than zero.</param>
    /// <param name="backoffCoefficient">What each further delay is multiplied with; at least 1.</param>
    /// <param name="maxRetryInterval">The longest delay, not shorter than the first one, or infinite; null means one hour.</param>
    /// <param name="retryTimeout">
    /// How long after the first attempt a call may still be repeated, not shorter than the first delay; null means without end.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        // Written so that not-a-number is refused too.
        if (!(backoffCoefficient >= 1.0))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be at least 1.");
        RefuseShorterThan(firstRetryInterval, maxRetryInterval, nameof(maxRetryInterval));
        RefuseShorterThan(firstRetryInterval, retryTimeout, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? DefaultMaxRetryInterval;
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = exception => _handleFailure?.Invoke(FailureOf(exception)) ?? true;
    }

    /// <summary>How often the call is made at most, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The delay before the first repetition.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each further delay is multiplied with.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest delay; one hour by default.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>How long after the first attempt a call may still be repeated; infinite by default.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failed call is repeated at all, by the exception it failed with; see <see cref="HandleFailure"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Func<Exception, bool> Handle { get; }

    /// <summary>Has no effect; it exists because the public interface has it.</summary>
    [Obsolete("This functionality is not implemented. Will be removed in the future. "
        + "Use TaskOptions.FromRetryHandler or HandleFailure instead.")]
    public Func<Exception, Task<bool>>? HandleAsync { get; set; }

    /// <summary>Decides by the failure whether a call is repeated; without it every failure is.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _handleFailure = value;
        }
    }

    static TaskFailureDetails FailureOf(Exception exception) => exception switch
    {
        TaskFailedException failed => failed.FailureDetails,
        EntityOperationFailedException failed => failed.FailureDetails,
        _ => TaskFailureDetails.FromException(exception),
    };

    static void RefuseShorterThan(TimeSpan firstRetryInterval, TimeSpan? value, string name)
    {
        if (value < firstRetryInterval && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                name, value, $"The value must not be shorter than the first retry interval, {firstRetryInterval}.");
        }
    }
}
