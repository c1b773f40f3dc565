using ImportFunctions.Gate;
using ImportFunctions.Settings;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ImportFunctions.Tests.Gate;

/// <summary>Slots come back by leases alone, on the real engine: the timer that also looks is left out.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    static readonly ImportLimits OneSlot = new() { MaxConcurrentImports = 1, Lease = TimeSpan.FromSeconds(1) };

    readonly PostgresFixture _postgres = new();
    readonly StandInProvider _provider = new();
    GateHost _host = null!;

    DurableTaskClient Client => _host.Services.GetRequiredService<DurableTaskClient>();

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _host = await GateHost.StartAsync(_postgres.ConnectionString, _provider, OneSlot, withReaper: false);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Holder_TerminatedOrPurged_GivesItsSlotToTheNext(bool purged)
    {
        await _host.PostAsync("first");
        await _provider.Working("first");
        await _host.PostAsync("second");
        await _host.QueuedAsync("second");

        await Client.TerminateInstanceAsync("lichess-first");
        if (purged)
        {
            await Client.WaitForInstanceCompletionAsync("lichess-first");
            await Client.PurgeInstanceAsync("lichess-first");
        }

        await _provider.Working("second");
        Assert.Equal(1, _provider.Most);
        Assert.Equal("cancelled", (await _host.EndAsync("first")).GetProperty("status").GetString());
        Assert.Equal(["second"], (await _host.GateAsync()).Holders);
        _provider.Finish("second");
        await _host.EndAsync("second");
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("vanished")]
    public async Task Holder_FailedOrVanished_GivesItsSlotToTheNext(string fate)
    {
        if (fate == "failed")
        {
            // An orchestration that cannot read its input stands for one that broke without a word to the gate.
            await Client.ScheduleNewOrchestrationInstanceAsync(LeaseCheck.Name, "no list", new StartOrchestrationOptions("lichess-broken"));
            Assert.Equal(OrchestrationRuntimeStatus.Failed, (await Client.WaitForInstanceCompletionAsync("lichess-broken")).RuntimeStatus);
        }

        await SignalAsync(nameof(ImportGate.Acquire), Request("lichess-broken"));
        await _host.UntilAsync(gate => gate.Holders is ["broken"]);
        await _host.PostAsync("next");
        await _provider.Working("next");
        Assert.Equal(["next"], (await _host.GateAsync()).Holders);
        _provider.Finish("next");
        await _host.EndAsync("next");
    }

    [Fact]
    public async Task Waiter_ThatVanished_IsPassedOver()
    {
        await _host.PostAsync("first");
        await _provider.Working("first");
        await SignalAsync(nameof(ImportGate.Acquire), Request("lichess-ghost"));
        await _host.UntilAsync(gate => gate.Queue is ["ghost"]);
        await _host.PostAsync("last");
        await _host.QueuedAsync("last");

        _provider.Finish("first");
        await _provider.Working("last");
        _provider.Finish("last");
        await _host.EndAsync("last");
    }

    [Fact]
    public async Task Holder_ThatWorksLongerThanItsLease_KeepsItsSlot()
    {
        await _host.PostAsync("slow");
        await _provider.Working("slow");
        await _host.PostAsync("waiting");
        await _host.QueuedAsync("waiting");

        // The page gives no sign of life, so that every lease ends and is looked into.
        for (var looks = 0; looks < 3; looks++)
        {
            var lease = (await StateAsync()).Holders[0].LeaseUntil;
            while ((await StateAsync()).Holders[0].LeaseUntil == lease)
                await Task.Delay(20);
        }

        var state = await StateAsync();
        Assert.Equal(("lichess-slow", "lichess-waiting"), (Assert.Single(state.Holders).InstanceId, Assert.Single(state.Queue).InstanceId));
        Assert.Equal(["slow"], _provider.Order);
        _provider.Finish("slow");
        await _provider.Working("waiting");
        _provider.Finish("waiting");
        await _host.EndAsync("waiting");
        Assert.Equal(1, _provider.Most);
    }

    [Fact]
    public async Task Messages_TwiceLateAndFromStrangers_ChangeNothing()
    {
        await _host.PostAsync("a");
        await _provider.Working("a");
        var holder = Assert.Single((await StateAsync()).Holders);
        foreach (var user in new[] { "b", "c" })
        {
            await _host.PostAsync(user);
            await _host.QueuedAsync(user);
        }

        var stranger = new SlotClaim("lichess-a", Guid.NewGuid());
        for (var times = 0; times < 3; times++)
        {
            await SignalAsync(nameof(ImportGate.Release), new SlotRelease(stranger, true));
            await SignalAsync(nameof(ImportGate.Reap), new[] { stranger, stranger with { InstanceId = "x" } });
            await SignalAsync(nameof(ImportGate.Renew), stranger);
            await SignalAsync(nameof(ImportGate.CheckLeases), null);
            await SignalAsync(nameof(ImportGate.Acquire),
                new SlotRequest("lichess-a", holder.RunId, "lichess-a", ImportPriority.Interactive, holder.RequestedAt));
            // An earlier run of the one that holds the slot.
            await SignalAsync(nameof(ImportGate.Acquire),
                new SlotRequest("lichess-a", Guid.NewGuid(), "lichess-a", ImportPriority.Premium, holder.RequestedAt.AddSeconds(-1)));
        }

        _provider.Finish("a");
        await _provider.Working("b");
        for (var times = 0; times < 3; times++)
        {
            // What the first one sent comes again, long after it has left.
            await SignalAsync(nameof(ImportGate.Release), new SlotRelease(holder.ToClaim(), true));
            await SignalAsync(nameof(ImportGate.Renew), holder.ToClaim());
            await SignalAsync(nameof(ImportGate.Acquire),
                new SlotRequest("lichess-a", holder.RunId, "lichess-a", ImportPriority.Premium, holder.RequestedAt));
        }

        _provider.Finish("b");
        await _provider.Working("c");
        _provider.Finish("c");
        await _host.EndAsync("c");
        await _host.UntilAsync(gate => gate is { Holders: [], Queue: [] });
        Assert.Equal(["a", "b", "c"], _provider.Order);
        Assert.Equal(1, _provider.Most);
    }

    static SlotRequest Request(string instanceId) =>
        new(instanceId, Guid.NewGuid(), instanceId, ImportPriority.Interactive, DateTimeOffset.UtcNow);

    Task SignalAsync(string operation, object? input) => Client.Entities.SignalEntityAsync(ImportGate.Id, operation, input);

    async Task<GateState> StateAsync() => (await Client.Entities.GetEntityAsync<GateState>(ImportGate.Id, includeState: true))!.State;
}
