using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>Base of tests that set up the worker in ways of their own. Each test has a hub of its own in the class's database.</summary>
public abstract class EngineTest(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly string _hub = "Hub" + Guid.NewGuid().ToString("N");
    readonly CancellationTokenSource _timeout = new(Patience);
    IHost? _host;

    protected CancellationToken Timeout => _timeout.Token;

    protected string Hub => _hub;

    protected DurableTaskClient Client => _host!.Services.GetRequiredService<DurableTaskClient>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        _timeout.Dispose();
    }

    protected async Task StartAsync(
        Action<DurableTaskRegistry> tasks,
        Action<PostgresTaskHubOptions>? options = null,
        Action<IDurableTaskWorkerBuilder>? worker = null,
        Action<IHostApplicationBuilder>? host = null,
        bool clientOnly = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (!clientOnly)
        {
            builder.Services.AddDurableTaskWorker(w =>
            {
                w.AddTasks(tasks).UsePostgres(Configure);
                worker?.Invoke(w);
            });
        }

        builder.Services.AddDurableTaskClient(client => client.UsePostgres(Configure));
        host?.Invoke(builder);
        _host = builder.Build();
        await _host.StartAsync(Timeout);

        void Configure(PostgresTaskHubOptions o)
        {
            o.ConnectionString = postgres.ConnectionString;
            o.HubName = _hub;
            options?.Invoke(o);
        }
    }

    protected async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    protected Task<string> ScheduleAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
        => Client.ScheduleNewOrchestrationInstanceAsync(name, input, options, Timeout);

    protected Task<OrchestrationMetadata> FinishAsync(string instanceId)
        => Client.WaitForInstanceCompletionAsync(instanceId, true, Timeout);

    protected async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
        => await FinishAsync(await ScheduleAsync(name, input, options));

    /// <summary>Reads an instance until it is as expected, for what nothing else tells of.</summary>
    protected async Task UntilAsync(string instanceId, Func<OrchestrationMetadata, bool> expected)
    {
        while (!expected((await Client.GetInstanceAsync(instanceId, true, Timeout))!))
            await Task.Delay(10, Timeout);
    }

    /// <summary>Waits for what runs in this process and nothing tells of.</summary>
    protected async Task UntilAsync(Func<bool> expected)
    {
        while (!expected())
            await Task.Delay(10, Timeout);
    }

    /// <summary>The output of an instance that must have completed.</summary>
    protected static T Output<T>(OrchestrationMetadata instance)
    {
        Assert.True(instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{instance.RuntimeStatus}: {instance.FailureDetails}");
        return instance.ReadOutputAs<T>()!;
    }
}
