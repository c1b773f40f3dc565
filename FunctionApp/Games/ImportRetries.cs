using Microsoft.DurableTask;

namespace ImportFunctions.Games;

/// <summary>When and how often an import tries again.</summary>
static class ImportRetries
{
    /// <summary>Errors of the provider in a row, without a single record between them, after which the import gives up.</summary>
    public const int MaxProviderFailures = 10;

    /// <summary>
    /// Exceptions are the infrastructure's: the database restarts, a host dies. Ninety seconds of that are sat out. What a provider
    /// answers never comes as an exception.
    /// </summary>
    public static readonly TaskOptions Infrastructure = TaskOptions.FromRetryPolicy(
        new RetryPolicy(8, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(30)));

    static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    /// <summary>How long to leave the provider alone after an error.</summary>
    /// <param name="error">The error; its own hint counts where it is longer.</param>
    /// <param name="failures">Errors in a row, this one included.</param>
    /// <param name="runId">Spreads imports that failed together, the same way at every replay.</param>
    /// <returns>The pause.</returns>
    public static TimeSpan Pause(ImportError error, int failures, Guid runId)
    {
        var backoff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures, 12)), LongestBackoff.TotalSeconds));
        var jitter = 1 + (BitConverter.ToUInt16(runId.ToByteArray(), 0) / (double)ushort.MaxValue / 4);
        var pause = backoff * jitter;
        return error.RetryAfterSeconds is { } hint && TimeSpan.FromSeconds(hint) > pause ? TimeSpan.FromSeconds(hint) : pause;
    }
}
