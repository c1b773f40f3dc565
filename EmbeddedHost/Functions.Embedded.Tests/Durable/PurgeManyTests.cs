using System.Net;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Purging by filter takes every finished instance, so it has a hub of its own.</summary>
public sealed class PurgeManyTests(DurableHost fixture) : IClassFixture<DurableHost>
{
    [Fact]
    public async Task PurgeMany_TakesFinishedInstancesOnly()
    {
        var api = fixture.Api;
        var from = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-1).ToString("O"));
        Assert.Equal(HttpStatusCode.BadRequest, (await api.DeleteAsync("/instances")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync($"/instances?createdTimeFrom={from}")).StatusCode);
        for (var i = 0; i < 3; i++)
            await api.UntilFinishedAsync(await api.StartAsync("Echo", i));
        var failed = await api.StartAsync("Fail");
        await api.UntilFinishedAsync(failed);
        var live = await api.StartAsync("WaitForGo");
        var purged = await api.DeleteAsync($"/instances/?createdTimeFrom={from}&runtimeStatus=Completed");
        Assert.Equal("""{"instancesDeleted":3}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/instances/{failed}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await api.GetAsync($"/instances/{live}")).StatusCode);
    }
}
