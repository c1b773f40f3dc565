using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Rewind, restart and the other changes to instances, in every state that an instance can have.</summary>
public sealed class ManagementControlTests(DurableHost fixture) : IClassFixture<DurableHost>
{
    ManagementClient Api => fixture.Api;

    [Fact]
    public async Task Rewind_FailedInstance_Is202AndItGoesOn()
    {
        var id = await Api.StartAsync("FailFirst");
        Assert.Equal("Failed", (await Api.UntilFinishedAsync(id)).GetProperty("runtimeStatus").GetString());

        var response = await Api.PostAsync($"/instances/{id}/rewind?reason=mended");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        var done = await Api.UntilAsync(id, "Completed");
        Assert.Equal("the second time", done.GetProperty("output").GetString());
        var history = (await Api.StatusAsync(id, "?showHistory=true")).GetProperty("historyEvents").EnumerateArray().ToList();
        var rewound = Assert.Single(history, e => e.GetProperty("EventType").GetString() == "ExecutionRewound");
        Assert.Equal("mended", rewound.GetProperty("Reason").GetString());
        Assert.DoesNotContain(history, e => e.GetProperty("EventType").GetString() == "TaskFailed");
    }

    [Fact]
    public async Task Rewind_AnyOtherInstance_Is412Or404()
    {
        var done = await Api.StartAsync("Echo", 1);
        await Api.UntilFinishedAsync(done);
        var live = await Api.StartAsync("WaitForGo");
        var terminated = await TerminatedAsync();
        foreach (var id in new[] { done, live, terminated })
            Assert.Equal(HttpStatusCode.PreconditionFailed, await Api.PostStatusAsync($"/instances/{id}/rewind"));
        Assert.Equal(HttpStatusCode.NotFound, await Api.PostStatusAsync("/instances/nobody/rewind"));
    }

    [Fact]
    public async Task Rewind_ManyAtOnce_OneIsAccepted()
    {
        var id = await Api.StartAsync("FailFirst");
        await Api.UntilFinishedAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.PostStatusAsync($"/instances/{id}/rewind")));

        Assert.Single(answers, HttpStatusCode.Accepted);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Restart_ManyAtOnceUnderItsOwnId_OneIsAccepted()
    {
        var id = await TerminatedAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Api.PostStatusAsync($"/instances/{id}/restart?restartWithNewInstanceId=false")));

        Assert.Single(answers, HttpStatusCode.Accepted);
        Assert.Equal(19, answers.Count(a => a == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Restart_WithTimeout_AnswersRawOutput()
    {
        var id = await Api.StartAsync("Echo", "again");
        await Api.UntilFinishedAsync(id);
        var own = await Api.PostAsync($"/instances/{id}/restart?restartWithNewInstanceId=false&timeout=60&pollingInterval=1");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("\"again\"", await own.Content.ReadAsStringAsync());
        var payload = await Api.PostAsync($"/instances/{id}/restart");
        Assert.Equal(TimeSpan.FromSeconds(10), payload.Headers.RetryAfter!.Delta);
        Assert.Equal(
            (await payload.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("statusQueryGetUri").GetString(),
            payload.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task RestartWithOptions_VersionLiveAndUnknown()
    {
        var id = await Api.StartAsync("Version");
        await Api.UntilFinishedAsync(id);
        var version = await Api.PostAsync($"/instances/{id}/restartWithOptions?newInstanceId=versioned&version=2.1&timeout=60");
        Assert.Equal("\"2.1\"", await version.Content.ReadAsStringAsync());
        Assert.Equal("2.1", (await Api.StatusAsync("versioned")).GetProperty("version").GetString());
        var live = await Api.StartAsync("WaitForGo");
        Assert.Equal(HttpStatusCode.Conflict, await Api.PostStatusAsync($"/instances/{id}/restartWithOptions?newInstanceId={live}"));
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync("/instances/nobody/restartWithOptions?newInstanceId=x"));
    }

    [Fact]
    public async Task Terminate_ReasonIsTheOutput_AndTheStatus200()
    {
        var id = await TerminatedAsync("enough of it");
        var response = await Api.GetAsync($"/instances/{id}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("enough of it", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("output").GetString());
    }

    [Theory]
    [InlineData("raiseEvent/go")]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    public async Task Change_OfFailedOrTerminatedInstance_Is410(string operation)
    {
        var failed = await Api.StartAsync("Fail");
        await Api.UntilFinishedAsync(failed);
        var terminated = await TerminatedAsync();
        foreach (var id in new[] { failed, terminated })
            Assert.Equal(HttpStatusCode.Gone, await Api.PostStatusAsync($"/instances/{id}/{operation}", "{}"));
    }

    [Fact]
    public async Task Start_VersionAndTraceContext_ReachTheInstance()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.DurableTask",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        listener.ActivityStopped = spans.Enqueue;
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, ManagementClient.Base + "/orchestrators/Version/traced?version=1.2&taskHub=whatever&connection=Storage");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        request.Headers.Add("tracestate", "vendor=1");

        Assert.Equal(HttpStatusCode.Accepted, (await fixture.Http.SendAsync(request)).StatusCode);
        Assert.Equal("1.2", (await Api.UntilFinishedAsync("traced")).GetProperty("output").GetString());

        var span = Assert.Single(spans, s => s.OperationName == "orchestration:Version@(1.2)" && s.TraceId.ToHexString() == trace);
        Assert.Equal("vendor=1", span.TraceStateString);
    }

    [Fact]
    public async Task PurgeOfAnEntity_SkipsTheChecks()
    {
        await Api.PostAsync("/entities/memo/purged?op=set", "\"x\"");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Api.GetAsync("/entities/memo/purged")).StatusCode != HttpStatusCode.OK)
            await Task.Delay(20, timeout.Token);

        var purged = await Api.DeleteAsync("/instances/" + Uri.EscapeDataString("@memo@purged"));

        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        while ((await Api.GetAsync("/entities/memo/purged")).StatusCode != HttpStatusCode.NotFound)
            await Task.Delay(20, timeout.Token);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.DeleteAsync("/instances/" + Uri.EscapeDataString("@memo@purged"))).StatusCode);
    }

    async Task<string> TerminatedAsync(string reason = "x")
    {
        var id = await Api.StartAsync("WaitForGo");
        var response = await Api.PostAsync($"/instances/{id}/terminate?reason={Uri.EscapeDataString(reason)}");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        await Api.UntilAsync(id, "Terminated");
        return id;
    }
}
