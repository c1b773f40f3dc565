using DurableTask.Postgres;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Engine;

/// <summary>The engine in this process, on a database of its own, with the tasks of one benchmark.</summary>
sealed class EngineHost : IAsyncDisposable
{
    readonly IHost _host;

    EngineHost(IHost host) => _host = host;

    /// <summary>Schedules and asks.</summary>
    public DurableTaskClient Client => _host.Services.GetRequiredService<DurableTaskClient>();

    /// <summary>Starts a worker and a client with the engine's default settings.</summary>
    /// <param name="connectionString">Database of the task hub.</param>
    /// <param name="tasks">Registers what is to be run.</param>
    /// <param name="configure">Changes settings; the same for both.</param>
    /// <param name="cancellation">Stops the start.</param>
    public static async Task<EngineHost> StartAsync(
        string connectionString, Action<DurableTaskRegistry> tasks, Action<PostgresTaskHubOptions>? configure, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDurableTaskWorker(worker =>
        {
            worker.AddTasks(tasks);
            worker.UsePostgres(Configure);
        });
        builder.Services.AddDurableTaskClient(client => client.UsePostgres(Configure));
        var host = builder.Build();
        await host.StartAsync(cancellation).ConfigureAwait(false);
        return new EngineHost(host);

        void Configure(PostgresTaskHubOptions options)
        {
            options.ConnectionString = connectionString;
            configure?.Invoke(options);
        }
    }

    /// <summary>Runs an orchestration to its end.</summary>
    /// <exception cref="InvalidOperationException">It did not complete; figures of failed work are worth nothing.</exception>
    public async Task<OrchestrationMetadata> RunAsync(TaskName orchestration, object? input, CancellationToken cancellation)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestration, input, cancellation).ConfigureAwait(false);
        var result = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation).ConfigureAwait(false);
        return result.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? result
            : throw new InvalidOperationException($"{orchestration} ended {result.RuntimeStatus}: {result.FailureDetails?.ErrorMessage}");
    }

    /// <summary>Runs many orchestrations with a limited number in flight.</summary>
    public Task RunManyAsync(TaskName orchestration, int count, int inFlight, CancellationToken cancellation)
        => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = inFlight, CancellationToken = cancellation },
            async (index, token) => await RunAsync(orchestration, index, token).ConfigureAwait(false));

    /// <summary>Stops the engine.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().ConfigureAwait(false);
        _host.Dispose();
    }
}
