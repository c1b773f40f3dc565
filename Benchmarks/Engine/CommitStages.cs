using System.Diagnostics.Metrics;
using Benchmarks.Harness;
using DurableTask.Postgres.Engine;

namespace Benchmarks.Engine;

/// <summary>Listens to how long the stages of the engine's commits take.</summary>
sealed class CommitStages : IDisposable
{
    const string Prefix = "durable_task.commit.";

    readonly Lock _gate = new();
    readonly Dictionary<string, List<double>> _stages = [];
    readonly MeterListener _listener = new();
    int _commits;

    /// <summary>Listens from here on.</summary>
    public CommitStages()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == CommitMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument.Name[Prefix.Length..], value));
        _listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref _commits));
        _listener.Start();
    }

    /// <summary>Adds how many steps shared a commit, and the times of each stage.</summary>
    public void AddTo(Figures figures, string prefix, double steps)
    {
        _listener.Dispose();
        figures.Add(prefix + "commits_per_step", _commits / steps);
        foreach (var stage in new[] { "collect", "serialize", "round_trip", "effects" })
        {
            if (_stages.TryGetValue(stage, out var times))
                figures.Add($"{prefix}{stage}_p50_ms", Figures.Median(times)).Add($"{prefix}{stage}_p99_ms", times.Order().ElementAt(times.Count * 99 / 100));
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    void Note(string stage, double milliseconds)
    {
        lock (_gate)
        {
            if (!_stages.TryGetValue(stage, out var times))
                _stages[stage] = times = [];
            times.Add(milliseconds);
        }
    }
}
