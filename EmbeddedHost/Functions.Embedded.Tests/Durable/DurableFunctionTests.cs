using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functions.Embedded.Tests.Durable;

public sealed class DurableFunctionTests(DurableHost fixture) : IClassFixture<DurableHost>
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task HttpStart_OrchestrationWithInputAndActivity_Completes()
    {
        var started = await fixture.Http.PostAsync("/api/start/20/22", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        var id = payload.GetProperty("id").GetString()!;
        var status = await fixture.Api.UntilFinishedAsync(id);
        Assert.Equal("20 + 22 = 42", status.GetProperty("output").GetString());
        Assert.Equal("adding", status.GetProperty("customStatus").GetProperty("step").GetString());
        Assert.Equal(20, status.GetProperty("input").GetProperty("A").GetInt32());
        var polled = await fixture.Http.GetAsync(payload.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(HttpStatusCode.OK, polled.StatusCode);
        Assert.StartsWith(fixture.Host.Address, payload.GetProperty("statusQueryGetUri").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_ReadsInputFromContext()
    {
        var id = await fixture.Api.StartAsync("Echo", "hello");
        Assert.Equal("hello", (await fixture.Api.UntilFinishedAsync(id)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task SubOrchestrationsAndTimers_Complete()
    {
        var id = await fixture.Api.StartAsync("Parent", 2);
        Assert.Equal(3, (await fixture.Api.UntilFinishedAsync(id)).GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task EntityFunction_MadeFromServices_KeepsState()
    {
        var id = await fixture.Api.StartAsync("Count", "from-orchestration");
        Assert.Equal(4, (await fixture.Api.UntilFinishedAsync(id)).GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task ActivityThrows_InstanceFailsWithItsMessage()
    {
        var id = await fixture.Api.StartAsync("Fail");
        var status = await fixture.Api.UntilFinishedAsync(id);
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("failed because why", status.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_RunningActivity_SeesItsTokenCancelled()
    {
        var id = await fixture.Api.StartAsync("Hold");
        Assert.Equal(id, await fixture.Hold.Started.Task.WaitAsync(Patience));
        Assert.Equal(HttpStatusCode.Accepted, await fixture.Api.PostStatusAsync($"/instances/{id}/terminate?reason=enough"));
        Assert.Equal(id, await fixture.Hold.Cancelled.Task.WaitAsync(Patience));
        var status = await fixture.Api.UntilAsync(id, "Terminated");
        Assert.Equal("enough", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Middleware_RunsAroundEveryKindOfFunction()
    {
        await fixture.Api.UntilFinishedAsync(await fixture.Api.StartAsync("Add", new Sum(1, 2)));
        await fixture.Api.UntilFinishedAsync(await fixture.Api.StartAsync("Count", "seen"));
        foreach (var name in new[] { "Add", "AddActivity", "Counter" })
            Assert.True(fixture.Seen.Runs.GetValueOrDefault(name) > 0, name);
    }
}
