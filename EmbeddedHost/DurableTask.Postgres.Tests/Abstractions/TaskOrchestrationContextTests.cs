using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Tests.Abstractions;

public class TaskOrchestrationContextTests
{
    readonly FakeContext _context = new();

    [Fact]
    public async Task An_event_in_time_is_returned_and_stops_the_timer()
    {
        var waiting = _context.WaitForExternalEvent<int>("go", TimeSpan.FromMinutes(1));

        _context.Event.SetResult(7);

        Assert.Equal(7, await waiting);
        Assert.True(_context.Timer.Task.IsCanceled);
        Assert.Equal(FakeContext.Now.AddMinutes(1), _context.FireAt);
    }

    [Fact]
    public async Task After_the_timeout_the_waiting_is_cancelled()
    {
        var waiting = _context.WaitForExternalEvent<int>("go", TimeSpan.FromMinutes(1));

        _context.Timer.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(_context.Event.Task.IsCanceled);
    }

    [Fact]
    public async Task The_callers_cancellation_ends_the_waiting_and_the_timer()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _context.WaitForExternalEvent<int>("go", TimeSpan.FromMinutes(1), cancellation.Token);

        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(_context.Timer.Task.IsCanceled);
    }

    [Fact]
    public void Loggers_are_silent_during_replay()
    {
        ILogger[] loggers =
        [
            _context.CreateReplaySafeLogger("a"), _context.CreateReplaySafeLogger(typeof(FakeContext)),
            _context.CreateReplaySafeLogger<FakeContext>(), _context.ReplaySafeLoggerFactory.CreateLogger("b"),
        ];

        foreach (var replaying in new[] { true, false })
        {
            _context.Replaying = replaying;
            foreach (var logger in loggers)
            {
                Assert.Equal(!replaying, logger.IsEnabled(LogLevel.Information));
                logger.LogInformation("entry");
            }
        }

        Assert.Equal(["a", typeof(FakeContext).FullName!.Replace('+', '.'), typeof(FakeContext).FullName!.Replace('+', '.'), "b"],
            _context.Entries);
    }

    [Fact]
    public void A_wrapping_context_logs_once()
    {
        var wrapper = new FakeContext(_context.ReplaySafeLoggerFactory);

        wrapper.CreateReplaySafeLogger("a").LogInformation("entry");
        _context.Replaying = true;
        wrapper.CreateReplaySafeLogger("a").LogInformation("entry");

        Assert.Equal(["a", "a"], _context.Entries);
    }

    [Fact]
    public void A_context_that_wraps_itself_is_an_error()
    {
        var wrapper = new FakeContext(itself: true);

        Assert.Throws<InvalidOperationException>(() => wrapper.CreateReplaySafeLogger("a"));
    }

    [Fact]
    public void Continuing_with_another_version_needs_a_context_that_can()
    {
        _context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 5, PreserveUnprocessedEvents = false });

        Assert.Equal((5, false), _context.Continued);
        Assert.Throws<NotSupportedException>(() => _context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2" }));
        Assert.Throws<ArgumentNullException>(() => _context.ContinueAsNew((ContinueAsNewOptions)null!));
    }

    [Fact]
    public async Task Short_overloads_pass_everything_on()
    {
        var options = new TaskOptions();

        await _context.CallActivityAsync("a", "in", options);
        await _context.CallActivityAsync("b", options);
        Assert.Equal(0, await _context.CallActivityAsync<int>("c", options));
        await _context.CallSubOrchestratorAsync("d", "in", options);
        await _context.CallSubOrchestratorAsync("e", options);

        Assert.Equal([("a", "in", options), ("b", null, options), ("c", null, options), ("d", "in", options), ("e", null, options)],
            _context.Calls);
    }

    sealed class FakeContext(ILoggerFactory? factory = null, bool itself = false) : TaskOrchestrationContext, ILoggerFactory
    {
        public static readonly DateTime Now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        public TaskCompletionSource<object?> Event { get; } = new();

        public TaskCompletionSource Timer { get; } = new();

        public DateTime FireAt { get; private set; }

        public bool Replaying { get; set; }

        public List<string> Entries { get; } = [];

        public List<(string, object?, TaskOptions?)> Calls { get; } = [];

        public (object?, bool) Continued { get; private set; }

        public override TaskName Name => "flow";

        public override string InstanceId => "id";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => Now;

        public override bool IsReplaying => Replaying;

        protected override ILoggerFactory LoggerFactory => itself ? ReplaySafeLoggerFactory : factory ?? this;

        public override T? GetInput<T>()
            where T : default
            => default;

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            Calls.Add((name, input, options));
            return Task.FromResult<TResult>(default!);
        }

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null)
            => CallActivityAsync<TResult>(orchestratorName, input, options);

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            FireAt = fireAt;
            cancellationToken.Register(() => Timer.TrySetCanceled(cancellationToken));
            return Timer.Task;
        }

        public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        {
            cancellationToken.Register(() => Event.TrySetCanceled(cancellationToken));
            return (T)(await Event.Task)!;
        }

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
            => Continued = (newInput, preserveUnprocessedEvents);

        public override Guid NewGuid() => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => new FakeLogger(categoryName, Entries);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    sealed class FakeLogger(string category, List<string> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => entries.Add(category);
    }
}
