using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Timers;

/// <summary>How often and when a failed timer function runs again.</summary>
/// <param name="MaxRetries">How many times; -1 for no limit.</param>
/// <param name="First">The first delay.</param>
/// <param name="Longest">The longest delay; delays double up to it.</param>
sealed record TimerRetry(int MaxRetries, TimeSpan First, TimeSpan Longest)
{
    const int MaxDoublings = 30;

    public static TimerRetry None { get; } = new(0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Reads the attribute; null when an interval is wrong.</summary>
    public static TimerRetry? From(RetryAttribute? attribute)
    {
        var (first, longest) = attribute switch
        {
            FixedDelayRetryAttribute f => (f.DelayInterval, f.DelayInterval),
            ExponentialBackoffRetryAttribute e => (e.MinimumInterval, e.MaximumInterval),
            _ => (null, null),
        };
        if (attribute is null)
            return None;
        return TimeSpan.TryParse(first, CultureInfo.InvariantCulture, out var min) &&
            TimeSpan.TryParse(longest, CultureInfo.InvariantCulture, out var max) &&
            min >= TimeSpan.Zero && max >= min && attribute.MaxRetryCount >= -1
            ? new TimerRetry(attribute.MaxRetryCount, min, max)
            : null;
    }

    public bool Allows(int retry) => MaxRetries < 0 || retry <= MaxRetries;

    public TimeSpan Delay(int retry)
    {
        var doubled = First * Math.Pow(2, Math.Min(retry - 1, MaxDoublings));
        return doubled < Longest ? doubled : Longest;
    }
}
