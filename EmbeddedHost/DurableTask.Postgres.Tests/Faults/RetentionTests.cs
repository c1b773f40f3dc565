using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DurableTask.Postgres.Tests.Faults;

public class RetentionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task FinishedInstances_AreRemovedWithTheirHistory_ByStatus()
    {
        using var host = await StartAsync();
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        var failed = await client.ScheduleNewOrchestrationInstanceAsync("Fails");
        var waiting = await client.ScheduleNewOrchestrationInstanceAsync("Waits");
        // More than one batch of 500.
        var completed = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => client.ScheduleNewOrchestrationInstanceAsync("Completes")));
        await client.WaitForInstanceCompletionAsync(failed);

        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        for (var until = Environment.TickCount64 + 60_000; Environment.TickCount64 < until && await CountAsync(database, "instances") > 2;)
        {
            await Task.Delay(20);
        }

        Assert.Equal(2, await CountAsync(database, "instances"));
        Assert.Equal(2, await CountAsync(database, "(SELECT DISTINCT instance_key FROM durable_retention.history) AS h"));
        Assert.Null(await client.GetInstanceAsync(completed[0]));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await client.GetInstanceAsync(failed))!.RuntimeStatus);
        Assert.False((await client.GetInstanceAsync(waiting))!.IsCompleted);
        await host.StopAsync();
    }

    async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDurableTaskWorker(b =>
        {
            b.AddTasks(tasks => tasks
                .AddOrchestratorFunc("Completes", (TaskOrchestrationContext _) => Task.FromResult("done"))
                .AddOrchestratorFunc("Fails", (TaskOrchestrationContext _) => Task.FromException<string>(new InvalidOperationException("no")))
                .AddOrchestratorFunc("Waits", (TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("never")));
            b.UsePostgres(Configure);
        });
        builder.Services.AddDurableTaskClient(b => b.UsePostgres(Configure));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    void Configure(PostgresTaskHubOptions options)
    {
        options.ConnectionString = postgres.ConnectionString;
        options.HubName = "Retention";
        options.RetentionInterval = TimeSpan.FromMilliseconds(100);
        options.Retention.Clear();
        options.Retention[OrchestrationRuntimeStatus.Completed] = TimeSpan.FromMilliseconds(50);
        options.Retention[OrchestrationRuntimeStatus.Failed] = TimeSpan.FromHours(1);
    }

    static async Task<long> CountAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM {(table.StartsWith('(') ? table : "durable_retention." + table)}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
