using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>An application on a task hub of its own: a generic host with a worker and a client, as users set it up.</summary>
public sealed class ConformanceApp : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Less than the 30 seconds after which a host gives up waiting for its services.
    static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(25);

    readonly string _connectionString;
    readonly string _hub;
    readonly Action<DurableTaskRegistry> _tasks;
    readonly Action<IServiceCollection>? _services;
    IHost? _host;

    ConformanceApp(string connectionString, string hub, Action<DurableTaskRegistry> tasks, Action<IServiceCollection>? services)
        => (_connectionString, _hub, _tasks, _services) = (connectionString, hub, tasks, services);

    public DurableTaskClient Client => Host.Services.GetRequiredService<DurableTaskClient>();

    public DurableEntityClient Entities => Client.Entities;

    /// <summary>The application's services, for tests that look inside.</summary>
    public IServiceProvider Services => Host.Services;

    public LogCollector Logs { get; } = new();

    /// <summary>Ends waits that would never end, so that a broken engine fails a test instead of hanging the run.</summary>
    public static CancellationToken Timeout => new CancellationTokenSource(Patience).Token;

    IHost Host => _host ?? throw new InvalidOperationException("The application is stopped.");

    public static async Task<ConformanceApp> StartAsync(
        string connectionString, Action<DurableTaskRegistry> tasks, Action<IServiceCollection>? services = null)
    {
        var app = new ConformanceApp(connectionString, "Hub" + Guid.NewGuid().ToString("N"), tasks, services);
        await app.StartAsync(tasks);
        return app;
    }

    /// <summary>Starts the same application a second time, on the same hub.</summary>
    public async Task<ConformanceApp> StartAnotherAsync()
    {
        var app = new ConformanceApp(_connectionString, _hub, _tasks, _services);
        await app.StartAsync(_tasks);
        return app;
    }

    /// <summary>Stops the application in an orderly way and starts it again, with other tasks when some are given.</summary>
    public async Task RestartAsync(Action<DurableTaskRegistry>? tasks = null)
    {
        await StopAsync();
        await StartAsync(tasks ?? _tasks);
    }

    public Task<string> ScheduleAsync(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        => Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, Timeout);

    public async Task<OrchestrationMetadata> FinishAsync(string instanceId)
    {
        try
        {
            return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, Timeout);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Not finished in time: {await GetAsync(instanceId)}\n{Logs}", e);
        }
    }

    /// <summary>Runs an orchestration to its end, whatever that is.</summary>
    public async Task<OrchestrationMetadata> RunAsync(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        => await FinishAsync(await ScheduleAsync(name, input, options));

    /// <summary>Runs an orchestration that must complete, and reads its output.</summary>
    public async Task<T> RunAsync<T>(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        => Completed(await RunAsync(name, input, options)).ReadOutputAs<T>()!;

    public async Task<OrchestrationMetadata> GetAsync(string instanceId)
        => await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, Timeout)
            ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");

    public static OrchestrationMetadata Completed(OrchestrationMetadata instance)
    {
        Assert.True(
            instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed,
            $"{instance.InstanceId} is {instance.RuntimeStatus}: {instance.FailureDetails}\n{instance.FailureDetails?.StackTrace}");
        return instance;
    }

    /// <summary>
    /// Reads an instance until it is as expected. For what a request brings about after it was acknowledged, and nothing else tells of:
    /// suspension, custom status.
    /// </summary>
    public Task<OrchestrationMetadata> UntilAsync(string instanceId, Func<OrchestrationMetadata, bool> expected)
        => UntilAsync(() => GetAsync(instanceId), expected);

    /// <summary>Waits until an entity's state is as expected.</summary>
    public Task StateAsync<T>(EntityInstanceId id, Func<T, bool> expected)
        => UntilAsync(() => Entities.GetEntityAsync<T>(id, Timeout), entity => entity is { IncludesState: true } && expected(entity.State));

    /// <summary>Reads something until it is as expected.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> expected)
    {
        var timeout = Timeout;
        while (true)
        {
            var value = await read();
            if (expected(value))
                return value;

            Assert.False(timeout.IsCancellationRequested, $"Still not as expected: {value}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>
    /// Sends an orchestration through the hub and back. What was acknowledged before has had its turn then; tests of things that must
    /// not happen wait for this.
    /// </summary>
    public async Task RoundTripAsync() => Completed(await RunAsync("RoundTrip"));

    public async ValueTask DisposeAsync() => await StopAsync();

    async Task StartAsync(Action<DurableTaskRegistry> tasks)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddDurableTaskWorker(worker => worker
            .AddTasks(tasks)
            .AddTasks(registry => registry.AddOrchestratorFunc("RoundTrip", _ => { }))
            .UsePostgres(Configure));
        builder.Services.AddDurableTaskClient(client => client.UsePostgres(Configure));
        _services?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync(Timeout);

        void Configure(PostgresTaskHubOptions options)
        {
            options.ConnectionString = _connectionString;
            options.HubName = _hub;
        }
    }

    async Task StopAsync()
    {
        if (_host is null)
            return;

        var began = TimeProvider.System.GetTimestamp();
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();

        _host = null;
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.True(took < StopPatience, $"Stopping took {took}:\n{Logs}");
    }
}
