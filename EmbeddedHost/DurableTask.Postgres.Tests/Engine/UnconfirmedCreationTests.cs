using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Hosting;
using DurableTask.Postgres.Tests.Conformance;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>
/// A client of the owner's process never learnt whether it created an instance; another client created it. What others send to that
/// instance must not wait for the answer that never comes.
/// </summary>
public class UnconfirmedCreationTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    const string Id = "one";

    volatile bool _broken = true;

    [Fact]
    public async Task RewindFromAnotherProcess_IsTakenUp()
    {
        var (owner, another) = await PairAsync();
        await using var other = another;
        await other.RunAsync("Failing", null, new StartOrchestrationOptions(Id));
        Node(owner).Unconfirmed.Add([], [Id]);

        _broken = false;
        await other.Client.RewindInstanceAsync(Id, "mended", ConformanceApp.Timeout);

        Assert.Equal("done", ConformanceApp.Completed(await other.FinishAsync(Id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task EventFromAnotherProcess_ForAnInstanceThatHasEnded_IsNotKept()
    {
        var (owner, another) = await PairAsync();
        await using var other = another;
        await other.RunAsync("Failing", null, new StartOrchestrationOptions(Id));
        var node = Node(owner);
        node.Unconfirmed.Add([], [Id]);

        // As if it had been committed while the instance was live, and was seen only now.
        var late = new Message { Id = (99L << 40) + 1, Target = Id, Kind = MessageKind.EventRaised, Name = "late" };
        await using var insert = node.Database.DataSource.CreateCommand(
            "INSERT INTO inbox (message_id, target, kind, body) VALUES ($1, $2, $3, $4)");
        foreach (var value in (object[])[late.Id, late.Target, (short)late.Kind, MessageCodec.Encode(late)])
            insert.Parameters.Add(new NpgsqlParameter { Value = value });
        await insert.ExecuteNonQueryAsync();

        await ConformanceApp.UntilAsync(
            async () =>
            {
                await using var count = node.Database.DataSource.CreateCommand("SELECT count(*) FROM inbox");
                return (long)(await count.ExecuteScalarAsync())!;
            },
            left => left == 0);
    }

    async Task<(ConformanceApp Owner, ConformanceApp Other)> PairAsync()
    {
        var owner = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Failing", context => context.CallActivityAsync<string>("Work"))
            .AddActivityFunc("Work", string (TaskActivityContext _) => _broken ? throw new InvalidOperationException("broken") : "done"));
        await owner.RoundTripAsync();
        return (owner, await owner.StartAnotherAsync());
    }

    static TaskHubNode Node(ConformanceApp app)
    {
        var options = app.Services.GetRequiredService<IOptionsMonitor<PostgresTaskHubOptions>>()
            .Get(PostgresDurableTaskBuilderExtensions.WorkerOptionsName(Options.DefaultName));
        return app.Services.GetRequiredService<TaskHubNodes>().Get(options);
    }
}
