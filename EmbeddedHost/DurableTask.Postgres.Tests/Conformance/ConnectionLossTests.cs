using DurableTask.Postgres.Management;
using Npgsql;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>The database ends the connections under the application; nothing that was acknowledged may be lost.</summary>
public class ConnectionLossTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    readonly PostgresFixture _postgres = postgres;

    [Fact]
    public async Task Connections_EndedWhileInstancesRun_AllComplete()
    {
        const int Steps = 15;
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Steps", async (context, i) =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    i = await context.CallActivityAsync<int>("PlusOne", i);
                    await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                }

                return i;
            })
            .AddActivityFunc<int, int>("PlusOne", (_, i) => i + 1));

        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.ScheduleAsync("Steps", i)));
        var ended = 0L;
        for (var i = 0; i < 4; i++)
        {
            ended += await EndConnectionsAsync();
            var id = await AcknowledgedAsync(() => app.ScheduleAsync("Steps", 100 + i));
            ids = [.. ids, id];
        }

        Assert.True(ended > 0);

        foreach (var id in ids)
        {
            var instance = await AcknowledgedAsync(() => app.FinishAsync(id));
            Assert.Equal(ConformanceApp.Completed(instance).ReadInputAs<int>() + Steps, instance.ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task Wait_OverALostConnection_EndsWithTheInstance()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", context => context.WaitForExternalEvent<string>("End")));
        var id = await app.ScheduleAsync("Wait");
        await app.Client.WaitForInstanceStartAsync(id, ConformanceApp.Timeout);
        var wait = AcknowledgedAsync(() => app.FinishAsync(id));
        Assert.True(await EndConnectionsAsync() > 0);
        await AcknowledgedAsync(async () =>
        {
            await app.Client.RaiseEventAsync(id, "End", "ended", ConformanceApp.Timeout);
            return true;
        });
        Assert.Equal("ended", ConformanceApp.Completed(await wait).ReadOutputAs<string>());
    }

    async Task<long> EndConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Repeats a request until the hub acknowledges it; only the hub's own "not available now" is taken for a reason to.</summary>
    static async Task<T> AcknowledgedAsync<T>(Func<Task<T>> request)
    {
        var timeout = ConformanceApp.Timeout;
        while (true)
        {
            try
            {
                return await request();
            }
            catch (TaskHubUnavailableException) when (!timeout.IsCancellationRequested)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }
}
