using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>Settings that every worker has, whatever its backend.</summary>
public class DurableTaskWorkerOptions
{
    DataConverter? _dataConverter;

    /// <summary>Which versions of orchestrations a worker accepts.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>Any version.</summary>
        None = 0,

        /// <summary>Exactly the worker's own version.</summary>
        Strict = 1,

        /// <summary>The worker's own version and older ones.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What happens to an orchestration whose version a worker does not accept.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>It is left to other workers.</summary>
        Reject = 0,

        /// <summary>It fails.</summary>
        Fail = 1,
    }

    /// <summary>
    /// Turns inputs, outputs, events, states and custom statuses into text and back. Default: a <see cref="DataConverter"/> service
    /// when one is registered, otherwise JSON. Setting null restores the default.
    /// </summary>
    [AllowNull]
    public DataConverter DataConverter
    {
        get => _dataConverter ?? JsonDataConverter.Default;
        set => _dataConverter = value;
    }

    /// <summary>Whether the worker runs entities and lets orchestrations use them. Default: false; backends may change it.</summary>
    public bool EnableEntitySupport { get; set; }

    /// <summary>The longest single timer; a longer wait is made of several. Default: 3 days.</summary>
    public TimeSpan MaximumTimerInterval { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How much runs at the same time.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>Which versions the worker accepts. Default: null, which means any.</summary>
    public VersioningOptions? Versioning { get; set; }

    /// <summary>Whether <c>UseVersioning</c> was called for the worker.</summary>
    public bool IsVersioningSet { get; internal set; }

    /// <summary>Decides which orchestrations the worker accepts. Default: null, which means all.</summary>
    [Obsolete("Experimental")]
    public IOrchestrationFilter? OrchestrationFilter { get; set; }

    /// <summary>How the worker names its loggers.</summary>
    public LoggingOptions Logging { get; } = new();

    internal bool DataConverterExplicitlySet => _dataConverter is not null;

    // Everything but Concurrency: backends read that from the general options, or have limits of their own.
    internal void ApplyTo(DurableTaskWorkerOptions other)
    {
        other.DataConverter = _dataConverter;
        other.MaximumTimerInterval = MaximumTimerInterval;
        other.EnableEntitySupport = EnableEntitySupport;
        other.Versioning = Versioning;
        other.IsVersioningSet = IsVersioningSet;
        other.Logging.UseLegacyCategories = Logging.UseLegacyCategories;
#pragma warning disable CS0618 // Experimental for callers; here it is only passed on.
        other.OrchestrationFilter = OrchestrationFilter;
#pragma warning restore CS0618
    }

    /// <summary>Limits of what runs at the same time in one worker.</summary>
    public class ConcurrencyOptions
    {
        /// <summary>The most activities. Default: 100 per processor.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <summary>The most orchestrations being replayed; waiting ones do not count. Default: 100 per processor.</summary>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = 100 * Environment.ProcessorCount;

        /// <summary>The most entities executing operations. Default: 100 per processor.</summary>
        public int MaximumConcurrentEntityWorkItems { get; set; } = 100 * Environment.ProcessorCount;
    }

    /// <summary>Which versions a worker accepts.</summary>
    public class VersioningOptions
    {
        /// <summary>The worker's own version. Default: empty, which means unversioned.</summary>
        public string Version { get; set; } = string.Empty;

        /// <summary>The version given to sub-orchestrations that are started without one. Default: empty.</summary>
        public string DefaultVersion { get; set; } = string.Empty;

        /// <summary>Which versions are accepted. Default: any.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; } = VersionMatchStrategy.None;

        /// <summary>What happens to an orchestration that is not accepted. Default: it is left to other workers.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; } = VersionFailureStrategy.Reject;
    }

    /// <summary>How a worker names its loggers.</summary>
    public class LoggingOptions
    {
        /// <summary>Whether log entries also appear under the older, coarser category names. Default: true.</summary>
        public bool UseLegacyCategories { get; set; } = true;
    }
}
