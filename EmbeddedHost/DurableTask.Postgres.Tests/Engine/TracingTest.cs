using System.Collections.Concurrent;
using System.Diagnostics;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>Base of tests that look at spans.</summary>
public abstract class TracingTest : EngineTest, IDisposable
{
    readonly ConcurrentQueue<Activity> _all = new();
    readonly ActivityListener _listener;
    ActivityTraceId _trace;

    protected TracingTest(PostgresFixture postgres)
        : base(postgres)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.DurableTask" || source == Own,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _all.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    protected ActivitySource Own { get; } = new("DurableTask.Postgres.Tests." + Guid.NewGuid().ToString("N"));

    /// <summary>Other tests of the process trace too: only what belongs to this test's trace counts.</summary>
    protected IEnumerable<Activity> Spans => _all.Where(a => a.TraceId == _trace);

    public void Dispose()
    {
        _listener.Dispose();
        Own.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> TracedAsync(Func<Task<string>> start)
    {
        using var request = Own.StartActivity("request")!;
        _trace = request.TraceId;
        return await start();
    }

    protected Activity Span(string name, ActivityKind kind) => Assert.Single(Spans, s => s.OperationName == name && s.Kind == kind);

    /// <summary>Waits for a span that nothing else tells of.</summary>
    protected async Task<Activity> SpanAsync(string name, ActivityKind kind)
    {
        while (!Spans.Any(s => s.OperationName == name && s.Kind == kind))
            await Task.Delay(10, Timeout);

        return Span(name, kind);
    }
}
