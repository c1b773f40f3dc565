using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Conformance;

public class EntityClientTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static void Entities(DurableTaskRegistry tasks) => tasks.AddEntity<Cell>("Cell").AddEntity<Cell>("Other").AddEntity<Label>("Label");

    [Fact]
    public async Task Get_UnknownEntity_IsNull()
    {
        var app = await StartAsync(Entities);
        Assert.Null(await app.Entities.GetEntityAsync(new("Cell", "nobody"), ConformanceApp.Timeout));
        Assert.Null(await app.Entities.GetEntityAsync<int>(new("Cell", "nobody"), ConformanceApp.Timeout));
    }

    [Fact]
    public async Task Get_State_SerialisedOrTypedOrNotAtAll()
    {
        var app = await StartAsync(Entities);
        var id = new EntityInstanceId("Label", "Key");
        var before = DateTimeOffset.UtcNow;
        await SetAsync(app, id, "text");

        var typed = (await app.Entities.GetEntityAsync<string>(id, ConformanceApp.Timeout))!;
        Assert.Equal((id, "text"), (typed.Id, typed.State));
        Assert.InRange(typed.LastModifiedTime, before.AddSeconds(-5), DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.Equal(0, typed.BacklogQueueSize);
        Assert.Null(typed.LockedBy);
        var serialized = (await app.Entities.GetEntityAsync(id, ConformanceApp.Timeout))!;
        Assert.Equal("\"text\"", serialized.State.Value);
        Assert.Equal("text", serialized.State.ReadAs<string>());
        var bare = (await app.Entities.GetEntityAsync(id, includeState: false, ConformanceApp.Timeout))!;
        Assert.False(bare.IncludesState);
    }

    [Fact]
    public async Task Query_Pages_GiveEveryEntityOnce()
    {
        var app = await StartAsync(Entities);
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => SetAsync(app, new("Cell", $"k{i:D2}"), i)));

        List<EntityMetadata<int>> all = [];
        await foreach (var page in app.Entities.GetAllEntitiesAsync<int>(new EntityQuery { PageSize = 10 }).AsPages())
        {
            Assert.InRange(page.Values.Count, 0, 10);
            all.AddRange(page.Values);
        }

        Assert.Equal(Enumerable.Range(0, 25), all.Select(entity => entity.State).Order());
        Assert.Equal(25, all.Select(entity => entity.Id).Distinct().Count());
    }

    [Fact]
    public async Task Query_Filters_Select()
    {
        var app = await StartAsync(Entities);
        await SetAsync(app, new("Cell", "a"), 1);
        await SetAsync(app, new("Cell", "B"), 2);
        await SetAsync(app, new("Other", "a"), 3);

        Assert.Equal(["@cell@B", "@cell@a", "@other@a"], await IdsAsync(app, null));
        Assert.Equal(["@cell@B", "@cell@a"], await IdsAsync(app, new EntityQuery { InstanceIdStartsWith = "CELL@" }));
        Assert.Equal(["@cell@B"], await IdsAsync(app, new EntityQuery { InstanceIdStartsWith = "@Cell@B" }));
        Assert.Empty(await IdsAsync(app, new EntityQuery { InstanceIdStartsWith = "@cell@b" }));

        var modified = (await app.Entities.GetEntityAsync(new("Other", "a"), ConformanceApp.Timeout))!.LastModifiedTime;
        Assert.Equal(["@other@a"], await IdsAsync(app, new EntityQuery { LastModifiedFrom = modified }));
        Assert.DoesNotContain("@other@a", await IdsAsync(app, new EntityQuery { LastModifiedTo = modified.AddMicroseconds(-1) }));

        var withState = await app.Entities.GetAllEntitiesAsync(new EntityQuery()).ToListAsync();
        Assert.All(withState, entity => Assert.True(entity.IncludesState));
        var without = await app.Entities.GetAllEntitiesAsync(new EntityQuery { IncludeState = false }).ToListAsync();
        Assert.All(without, entity => Assert.False(entity.IncludesState));
    }

    [Fact]
    public async Task Query_DeletedEntity_IsNotListed()
    {
        var app = await StartAsync(Entities);
        await SetAsync(app, new("Cell", "gone"), 1);
        await app.Entities.SignalEntityAsync(new("Cell", "gone"), "delete", ConformanceApp.Timeout);
        await ConformanceApp.UntilAsync(() => IdsAsync(app, null), ids => ids.Count == 0);
        Assert.False(await app.Entities.GetEntityAsync(new("Cell", "gone"), ConformanceApp.Timeout) is { IncludesState: true });
    }

    [Fact]
    public async Task Clean_EmptyEntities_AreRemovedAndOthersKept()
    {
        var app = await StartAsync(Entities);
        await SetAsync(app, new("Cell", "kept"), 1);
        await SetAsync(app, new("Cell", "gone"), 1);
        await app.Entities.SignalEntityAsync(new("Cell", "gone"), "delete", ConformanceApp.Timeout);
        await ConformanceApp.UntilAsync(() => IdsAsync(app, null), ids => ids.Count == 1);

        var result = await app.Entities.CleanEntityStorageAsync(cancellation: ConformanceApp.Timeout);
        Assert.InRange(result.EmptyEntitiesRemoved, 0, 1);
        Assert.Equal(0, result.OrphanedLocksReleased);
        Assert.Null(result.ContinuationToken);
        Assert.Equal(["@cell@kept"], await IdsAsync(app, new EntityQuery { IncludeTransient = true }));
        await SetAsync(app, new("Cell", "gone"), 2);
        Assert.Equal(["@cell@gone", "@cell@kept"], await IdsAsync(app, null));
    }

    [Fact]
    public async Task Clean_HeldLock_IsNotReleased()
    {
        var cell = new EntityInstanceId("Cell", "locked");
        var app = await StartAsync(tasks =>
        {
            Entities(tasks);
            tasks.AddOrchestratorFunc("Holder", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(cell))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<string>("Release");
                }
            });
        });
        var holder = await app.ScheduleAsync("Holder");
        await app.UntilAsync(holder, instance => instance.SerializedCustomStatus is not null);

        var result = await app.Entities.CleanEntityStorageAsync(cancellation: ConformanceApp.Timeout);
        Assert.Equal((0, 0), (result.EmptyEntitiesRemoved, result.OrphanedLocksReleased));
        Assert.Empty(await IdsAsync(app, null));
        Assert.Equal(["@cell@locked"], await IdsAsync(app, new EntityQuery { IncludeTransient = true }));
        await app.Client.RaiseEventAsync(holder, "Release", "", ConformanceApp.Timeout);
        ConformanceApp.Completed(await app.FinishAsync(holder));
    }

    static async Task SetAsync(ConformanceApp app, EntityInstanceId id, object value)
    {
        await app.Entities.SignalEntityAsync(id, "Set", value, cancellation: ConformanceApp.Timeout);
        await ConformanceApp.UntilAsync(
            () => app.Entities.GetEntityAsync(id, ConformanceApp.Timeout), entity => entity is { IncludesState: true });
    }

    static async Task<List<string>> IdsAsync(ConformanceApp app, EntityQuery? query)
        => await app.Entities.GetAllEntitiesAsync(query).Select(entity => entity.Id.ToString()).Order(StringComparer.Ordinal).ToListAsync();

    sealed class Cell : TaskEntity<int>
    {
        public void Set(int value) => State = value;
    }

    sealed class Label : TaskEntity<string>
    {
        public void Set(string value) => State = value;

        protected override string InitializeState(TaskEntityOperation entityOperation) => "";
    }
}
