using System.Text.Json;
using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using ImportFunctions.Progress.Events;
using ImportFunctions.Settings;
using ImportFunctions.Tests.Schedules;
using Microsoft.DurableTask.Client;
using Npgsql;

namespace ImportFunctions.Tests.Progress.Events;

/// <summary>What is told when, with the table on PostgreSQL and orchestrations that stand where a test puts them.</summary>
public sealed class RunLooksTests : IAsyncLifetime
{
    readonly ManualTime _time = new(DateTimeOffset.UtcNow);
    readonly WatchedClient _client = new();
    LocalPostgres.Testing.PostgresDatabase _place = null!;
    NpgsqlDataSource _database = null!;
    RunLooks _looks = null!;

    public async Task InitializeAsync()
    {
        _place = await LocalPostgres.Testing.PostgresDatabase.CreateAsync();
        _database = NpgsqlDataSource.Create(_place.ConnectionString);
        await new DatabaseMigrator(_database).MigrateAsync(CancellationToken.None);
        _looks = NewLooks();
        await LookAsync();
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Ending_IsToldOnceTheOrchestrationHasEndedToo_AndNobodyResumesPastItBefore()
    {
        var progress = await BeginAsync("ann");
        await EndAsync(progress);
        var (events, position) = await LookAsync();
        Assert.DoesNotContain(events, e => e.Ending);
        // Whoever resumes from here is told the ending.
        var (now, _) = await new RunChangeStore(_database).LookAsync(null, default);
        Assert.Single(await new RunChangeStore(_database).EndedAsync(position, now, null, null, 10, default));

        _client.Show(Final(progress), OrchestrationRuntimeStatus.Completed);
        (events, position) = await LookAsync();
        Assert.Equal("completed", StatusOf(Assert.Single(events, e => e.Ending)));
        Assert.Empty(await new RunChangeStore(_database).EndedAsync(position, now, null, null, 10, default));
        Assert.DoesNotContain((await LookAsync()).Events, e => e.Ending);
    }

    [Fact]
    public async Task Ending_WhoseOrchestrationStandsStill_IsToldAllTheSame()
    {
        await EndAsync(await BeginAsync("ann"));
        Assert.DoesNotContain((await LookAsync()).Events, e => e.Ending);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("completed", StatusOf(Assert.Single((await LookAsync()).Events, e => e.Ending)));
    }

    [Fact]
    public async Task Ending_ThatAResumedClientIsOwed_IsToldByALaterProcess()
    {
        var progress = await BeginAsync("ann");
        await EndAsync(progress);
        var store = new RunChangeStore(_database);
        var (snapshot, _) = await store.LookAsync(null, default);
        var row = Assert.Single(await store.EndedAsync(RunSnapshot.Before(3), snapshot, null, null, 10, default));
        _looks = NewLooks();
        Assert.DoesNotContain((await LookAsync()).Events, e => e.Ending);

        _looks.Await(row);
        Assert.DoesNotContain((await LookAsync()).Events, e => e.Ending);
        _client.Show(Final(progress), OrchestrationRuntimeStatus.Completed);
        Assert.Equal(progress.RunId, Assert.Single((await LookAsync()).Events, e => e.Ending).Key);
    }

    [Fact]
    public async Task Ending_OfARunThatAnotherFollowed_IsStillItsOwn()
    {
        var first = await BeginAsync("ann");
        await EndAsync(first);
        var second = await BeginAsync("ann");

        var (events, _) = await LookAsync();

        Assert.Equal("completed", StatusOf(events.Single(e => e.Key == first.RunId)));
        Assert.Equal("importing", StatusOf(events.Single(e => e.Key == second.RunId)));
    }

    [Fact]
    public async Task WhatTheOrchestrationSays_IsToldAlsoWhenItsRowStays()
    {
        var progress = await BeginAsync("ann");
        await LookAsync();
        Assert.Empty((await LookAsync()).Events);

        _client.Show(progress with { Message = "Rate limited, continues at 12:00:00 UTC" });
        _time.Advance(TimeSpan.FromSeconds(3));

        var told = Assert.Single((await LookAsync()).Events);
        Assert.StartsWith("Rate limited", JsonDocument.Parse(told.Data).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task LookThatFails_LosesNothing()
    {
        var progress = await BeginAsync("ann");
        await LookAsync();
        await EndAsync(progress);
        _client.Show(Final(progress), OrchestrationRuntimeStatus.Completed);
        _client.Broken = new InvalidOperationException("away");
        await Assert.ThrowsAnyAsync<Exception>(LookAsync);
        _client.Broken = null;

        Assert.Single((await LookAsync()).Events, e => e.Ending);
    }

    [Fact]
    public async Task Queue_IsToldWhenSomebodyMoves_AndThePlacesToWhoWaits()
    {
        var (ann, bob) = (await BeginAsync("ann"), await BeginAsync("bob"));
        _client.Gate = new GateState { Queue = [Entry(ann), Entry(bob)] };
        var (events, _) = await LookAsync();
        Assert.Equal([1, 2], events.Where(e => e.Player is not null).Select(PositionOf).Order());
        Assert.Single(events, e => e.Kind == ImportEvent.QueueKind);
        Assert.Empty((await LookAsync()).Events);

        _client.Gate = new GateState { Holders = [Entry(ann)], Queue = [Entry(bob)] };
        (events, _) = await LookAsync();
        Assert.Single(events, e => e.Kind == ImportEvent.QueueKind);
        var moved = events.Single(e => e.Key == bob.RunId);
        Assert.Equal((true, 1), (moved.OnlyPlace, PositionOf(moved)));
        Assert.Equal(3, _looks.Present.Count());
    }

    static ImportProgress Final(ImportProgress progress) => progress with { Status = ImportStatus.Completed, Progress = 100 };

    static GateEntry Entry(ImportProgress progress) =>
        new() { InstanceId = progress.InstanceId, RunId = progress.RunId!.Value, Player = progress.InstanceId };

    static string StatusOf(ImportEvent one) => JsonDocument.Parse(one.Data).RootElement.GetProperty("status").GetString()!;

    static int PositionOf(ImportEvent one) => JsonDocument.Parse(one.Data).RootElement.GetProperty("queue_position").GetInt32();

    RunLooks NewLooks() => new(new RunChangeStore(_database), new GateReader(new ImportLimits(), _time), _time);

    Task<(IReadOnlyList<ImportEvent> Events, RunSnapshot Position)> LookAsync() => _looks.LookAsync(_client, default);

    async Task<ImportProgress> BeginAsync(string user)
    {
        var player = new PlayerKey(Platforms.Lichess, user);
        var progress = new ImportProgress
        {
            UserId = user,
            Platform = player.Platform,
            InstanceId = player.InstanceId,
            RunId = Guid.NewGuid(),
            Status = ImportStatus.Importing,
            Message = ProgressMessages.SlotAcquired,
        };
        var runs = new ImportRunStore(_database);
        await runs.BeginAsync(progress.RunId.Value, player.InstanceId, new ImportRequest(player, 10, ImportPriority.Interactive), default);
        await runs.StartAsync(progress.RunId.Value, default);
        _client.Show(progress);
        return progress;
    }

    Task EndAsync(ImportProgress progress) =>
        new ImportRunStore(_database).FinishAsync(progress.RunId!.Value, ImportStatus.Completed, null, default);
}
