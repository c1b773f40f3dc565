using System.Text.Json;
using ImportFunctions.Gate;
using ImportFunctions.Progress;

namespace ImportFunctions.Tests.Flow;

/// <summary>How a waiting import takes the news of its slot.</summary>
public sealed partial class ImportFlowTests
{
    [Fact]
    public async Task Granted_WhileItWaits_TheEventIsTheAnswer()
    {
        var other = Occupy();
        Plan(pages: 1);
        Pages(_ => Imported(1));
        _host.At(5, () => _host.AtTheGate(g => g.Release(new SlotClaim("other", other), measured: true)));
        var final = await RunAsync();

        Assert.Equal(ImportStatus.Completed, final!.Status);
        Assert.Equal(1, _host.GateCalls);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("{\"InstanceId\":1,\"RunId\":{}}")]
    [InlineData("{\"InstanceId\":\"lichess-alice\",\"InstanceId\":null,\"RunId\":\"RUN\"}")]
    [InlineData("{\"InstanceId\":\"lichess-alice\",\"RunId\":\"RUN\"}")]
    [InlineData("{\"InstanceId\":\"lichess-alice\",\"RunId\":\"RUN\",\"GrantedAt\":\"9999-12-31T23:59:59Z\",\"LeaseSeconds\":120}")]
    [InlineData("{\"InstanceId\":\"lichess-alice\",\"RunId\":\"RUN\",\"GrantedAt\":\"2026-01-01T12:00:03Z\",\"LeaseSeconds\":1e300}")]
    public async Task SomethingElseThanAGrant_OnlyMakesItAskAgain(string payload)
    {
        var other = Occupy();
        Plan(pages: 1);
        Pages(_ => Imported(1));
        _host.At(3, () => _host.Raise(GrantDelivery.GrantedEvent, JsonDocument.Parse(
            payload.Replace("RUN", $"{Assert.Single(_host.Gate.Queue).RunId}", StringComparison.Ordinal)).RootElement));
        _host.At(5, () => Assert.Equal("other", Assert.Single(_host.Gate.Holders).InstanceId));
        _host.At(6, () => _host.AtTheGate(g => g.Release(new SlotClaim("other", other), measured: true)));
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
        Assert.True(_host.GateCalls > 1);
    }

    [Fact]
    public async Task GrantOfAnotherRun_OrOneLongUnderWay_OnlyMakesItAskAgain()
    {
        var other = Occupy();
        Plan(pages: 1);
        Pages(_ => Imported(1));
        var (early, now) = (Guid.NewGuid(), new DateTimeOffset(_host.CurrentUtcDateTime, TimeSpan.Zero));
        _host.At(3, () => _host.Raise(GrantDelivery.GrantedEvent, new SlotGrant(_host.InstanceId, early, now.AddSeconds(3), 120)));
        _host.At(4, () => _host.Raise(GrantDelivery.GrantedEvent,
            new SlotGrant(_host.InstanceId, Assert.Single(_host.Gate.Queue).RunId, now.AddSeconds(-60), 120)));
        _host.At(5, () => Assert.Equal("other", Assert.Single(_host.Gate.Holders).InstanceId));
        _host.At(6, () => _host.AtTheGate(g => g.Release(new SlotClaim("other", other), measured: true)));
        Assert.Equal(ImportStatus.Completed, (await RunAsync())!.Status);
    }
}
