using System.Collections.Concurrent;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Npgsql;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Rewinds that another process asks for, and rewinds in the middle of which the owner loses the hub.</summary>
public class RewindElsewhereTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    readonly PostgresFixture _postgres = postgres;
    readonly ConcurrentDictionary<string, int> _runs = new();
    volatile bool _broken = true;

    [Fact]
    public async Task Standby_RewindsATree_TheOwnerDoesTheWork()
    {
        var app = await StartAsync(Tasks);
        await using var other = await app.StartAnotherAsync();
        var id = (await app.RunAsync("Parent", "a")).InstanceId;

        _broken = false;
        await other.Client.RewindInstanceAsync(id, "mended", ConformanceApp.Timeout);
        await other.Client.RaiseEventAsync(id, "Go", "!", ConformanceApp.Timeout);

        Assert.Equal("1a1!", ConformanceApp.Completed(await other.FinishAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, _runs["a"]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.Client.RewindInstanceAsync(id, "again", ConformanceApp.Timeout));
    }

    [Fact]
    public async Task SeveralProcessesAtOnce_OneRewinds_TheOthersAreTold()
    {
        var app = await StartAsync(Tasks);
        await using var other = await app.StartAnotherAsync();
        var id = (await app.RunAsync("Parent", "b")).InstanceId;
        _broken = false;

        var rewinds = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? app : other).Client.RewindInstanceAsync(id, "mended", ConformanceApp.Timeout);
                return 1;
            }
            catch (InvalidOperationException)
            {
                return 0;
            }
        }));
        await app.Client.RaiseEventAsync(id, "Go", "!", ConformanceApp.Timeout);

        Assert.Equal(1, rewinds.Sum());
        Assert.Equal("1b1!", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
        Assert.Equal(2, _runs["b"]);
    }

    [Fact]
    public async Task OwnerLosesTheHubAgainAndAgain_EachRewindTakesEffectOnce()
    {
        var app = await StartAsync(Tasks);
        await using var other = await app.StartAnotherAsync();
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"n{i}")];
        var ids = await Task.WhenAll(names.Select(async name => (await app.RunAsync("Parent", name)).InstanceId));
        _broken = false;

        foreach (var (index, id) in ids.Index())
        {
            await AcknowledgedAsync(async () =>
            {
                try
                {
                    await (index % 2 == 0 ? app : other).Client.RewindInstanceAsync(id, "mended", ConformanceApp.Timeout);
                }
                catch (InvalidOperationException)
                {
                    // An attempt that was not acknowledged has been committed all the same.
                }

                return true;
            });
            if (index % 3 == 0)
                await EndConnectionsAsync();
        }

        foreach (var id in ids)
            await AcknowledgedAsync(async () =>
            {
                await other.Client.RaiseEventAsync(id, "Go", "!", ConformanceApp.Timeout);
                return true;
            });
        await EndConnectionsAsync();

        foreach (var (id, name) in ids.Zip(names))
        {
            var instance = await AcknowledgedAsync(() => app.FinishAsync(id));
            // The entity counts: each of its operations took effect once, before or after the rewind.
            Assert.Equal($"1{name}1!", ConformanceApp.Completed(instance).ReadOutputAs<string>());
        }
    }

    void Tasks(DurableTaskRegistry tasks) => tasks
        .AddEntity<Account>("account")
        .AddOrchestratorFunc<string, string>("Parent", async (context, name) =>
            await context.CallSubOrchestratorAsync<string>("Child", name) + await context.WaitForExternalEvent<string>("Go"))
        .AddOrchestratorFunc<string, string>("Child", async (context, name) =>
        {
            EntityInstanceId one = new("account", "1" + name), two = new("account", "2" + name);
            await using (await context.Entities.LockEntitiesAsync(one, two))
            {
                var first = await context.Entities.CallEntityAsync<int>(one, "Add", 1);
                var second = context.Entities.CallEntityAsync<int>(two, "Add", 1);
                return $"{first}{await context.CallActivityAsync<string>("Work", name)}{await second}";
            }
        })
        .AddActivityFunc<string, string>("Work", (_, name) =>
        {
            _runs.AddOrUpdate(name, 1, (_, n) => n + 1);
            return _broken ? throw new InvalidOperationException(name) : name;
        });

    async Task EndConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            connection);
        Assert.True((long)(await command.ExecuteScalarAsync())! > 0);
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

    sealed class Account : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }
}
