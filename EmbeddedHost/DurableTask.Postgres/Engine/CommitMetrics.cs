using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DurableTask.Postgres.Engine;

/// <summary>Where the time of commits goes, for whoever listens to the meter; a commit is made of these stages, one after another.</summary>
static class CommitMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "DurableTask.Postgres";

    static readonly Meter Source = new(MeterName);

    /// <summary>From the first step in a transaction until its commit begins: the time in which it collects steps.</summary>
    static readonly Histogram<double> Collected = Source.CreateHistogram<double>("durable_task.commit.collect", "ms");

    static readonly Histogram<double> Serialized = Source.CreateHistogram<double>("durable_task.commit.serialize", "ms");

    static readonly Histogram<double> RoundTripped = Source.CreateHistogram<double>("durable_task.commit.round_trip", "ms");

    /// <summary>After the commit: activities are started, clients are woken.</summary>
    static readonly Histogram<double> Took = Source.CreateHistogram<double>("durable_task.commit.effects", "ms");

    static readonly Histogram<int> Steps = Source.CreateHistogram<int>("durable_task.commit.steps");

    public static void Collect(HubTransaction transaction)
    {
        if (Collected.Enabled && transaction.FirstStepAt != 0)
        {
            Collected.Record(Since(transaction.FirstStepAt));
            Steps.Record(transaction.Steps);
        }
    }

    /// <returns>When the next stage began.</returns>
    public static long Serialize(long began) => Record(Serialized, began);

    /// <returns>When the next stage began.</returns>
    public static long RoundTrip(long began) => Record(RoundTripped, began);

    /// <returns>When the next stage began.</returns>
    public static long Effects(long began) => Record(Took, began);

    static long Record(Histogram<double> stage, long began)
    {
        if (stage.Enabled)
        {
            stage.Record(Since(began));
        }

        return Stopwatch.GetTimestamp();
    }

    static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;
}
