using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Every row of the management API, over real sockets and the real engine.</summary>
public sealed partial class ManagementTests(DurableHost fixture) : IClassFixture<DurableHost>
{
    ManagementClient Api => fixture.Api;

    [Fact]
    public async Task Start_Answers202WithPayloadLocationAndRetryAfter()
    {
        var response = await Api.StartRawAsync("Echo", "payload 1/x");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            [
                "id", "statusQueryGetUri", "sendEventPostUri", "terminatePostUri", "rewindPostUri", "purgeHistoryDeleteUri",
                "restartPostUri", "suspendPostUri", "resumePostUri",
            ],
            json.EnumerateObject().Select(p => p.Name));
        var instance = $"{fixture.Host.Address}{ManagementClient.Base}/instances/payload%201%2Fx";
        const string Query = "taskHub=TestHub&connection=Storage";
        Assert.Equal("payload 1/x", json.GetProperty("id").GetString());
        Assert.Equal($"{instance}?{Query}", json.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal($"{instance}/raiseEvent/{{eventName}}?{Query}", json.GetProperty("sendEventPostUri").GetString());
        Assert.Equal($"{instance}/terminate?reason={{text}}&{Query}", json.GetProperty("terminatePostUri").GetString());
        Assert.Equal(json.GetProperty("statusQueryGetUri").GetString(), response.Headers.Location!.OriginalString);
        Assert.Equal("Completed", (await Api.UntilFinishedAsync("payload 1/x")).GetProperty("runtimeStatus").GetString());
    }

    [Fact]
    public async Task Start_BadJsonOrUnknownFunction_Is400()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.StartRawAsync("Echo", body: "{")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.StartRawAsync("NoSuch")).StatusCode);
    }

    [Fact]
    public async Task Start_LiveInstance_Is409AndFinishedOneIsReplaced()
    {
        var id = await Api.StartAsync("WaitForGo", id: "dedupe");
        Assert.Equal(HttpStatusCode.Conflict, (await Api.StartRawAsync("WaitForGo", id)).StatusCode);
        await Api.PostAsync($"/instances/{id}/terminate");
        await Api.UntilFinishedAsync(id);
        Assert.Equal(HttpStatusCode.Accepted, (await Api.StartRawAsync("WaitForGo", id)).StatusCode);
    }

    [Fact]
    public async Task Start_WithTimeout_AnswersRawOutput()
    {
        var response = await Api.StartRawAsync("Echo", body: "\"now\"", query: "?timeout=60&pollingInterval=1");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("\"now\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_WithTimeoutOfFailingOrSlowInstance_AnswersStatusOrPayload()
    {
        var failed = await Api.StartRawAsync("Fail", query: "?timeout=60&pollingInterval=1");
        Assert.Equal(HttpStatusCode.OK, failed.StatusCode);
        Assert.Equal("Failed", (await failed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runtimeStatus").GetString());
        var slow = await Api.StartRawAsync("WaitForGo", query: "?timeout=0.1&pollingInterval=0.05");
        Assert.Equal(HttpStatusCode.Accepted, slow.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.StartRawAsync("Echo", query: "?timeout=1&pollingInterval=2")).StatusCode);
    }

    [Fact]
    public async Task Status_LiveInstance_Is202WithLocationAndRetryAfter()
    {
        var id = await Api.StartAsync("WaitForGo");
        await Api.UntilAsync(id, "Running");
        var response = await Api.GetAsync($"/instances/{id}?showInput=false");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        var asked = $"{fixture.Host.Address}{ManagementClient.Base}/instances/{id}?showInput=false";
        Assert.Equal(asked, response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Status_FinishedInstance_HasNamesOrderAndTimesOfDurableFunctions()
    {
        var id = await Api.StartAsync("Echo", "x");
        await Api.UntilFinishedAsync(id);
        var response = await Api.GetAsync($"/instances/{id}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("customStatus").ValueKind);
        Assert.Equal("x", json.GetProperty("input").GetString());
        Assert.Matches(TimePattern(), json.GetProperty("createdTime").GetString());
        Assert.Matches(TimePattern(), json.GetProperty("lastUpdatedTime").GetString());
        Assert.Equal(JsonValueKind.Null, (await Api.StatusAsync(id, "?showInput=false")).GetProperty("input").ValueKind);
        Assert.Equal("x", (await Api.StatusAsync(id, "?showInput=perhaps")).GetProperty("input").GetString());
    }

    [Fact]
    public async Task Status_ChildInstance_NamesItsParent()
    {
        var id = await Api.StartAsync("Parent", 1, "family");
        await Api.UntilFinishedAsync(id);
        var all = await (await Api.GetAsync("/instances/?top=1000")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(2, all.EnumerateArray().Count(i => i.TryGetProperty("parentInstanceId", out var parent) && parent.GetString() == id));
    }

    [Fact]
    public async Task Status_UnknownInstance_Is404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync("/instances/nobody")).StatusCode);
    }

    [Fact]
    public async Task Status_FailedInstance_Is200Or500OnRequest()
    {
        var id = await Api.StartAsync("Fail");
        await Api.UntilFinishedAsync(id);
        Assert.Equal(HttpStatusCode.OK, (await Api.GetAsync($"/instances/{id}")).StatusCode);
        var asError = await Api.GetAsync($"/instances/{id}?returnInternalServerErrorOnFailure=true");
        Assert.Equal(HttpStatusCode.InternalServerError, asError.StatusCode);
    }

    [Fact]
    public async Task Status_WithHistory_FoldsSchedulingIntoCompletion()
    {
        var id = await Api.StartAsync("Add", new Sum(3, 4));
        await Api.UntilFinishedAsync(id);
        var events = await HistoryAsync(id, "?showHistory=true&showHistoryOutput=true");
        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"], events.Select(e => e.GetProperty("EventType").GetString()));
        Assert.Equal("Add", events[0].GetProperty("FunctionName").GetString());
        Assert.Equal("AddActivity", events[1].GetProperty("FunctionName").GetString());
        Assert.Equal(7, events[1].GetProperty("Result").GetInt32());
        Assert.Equal(3, events[1].GetProperty("Input").GetProperty("A").GetInt32());
        Assert.True(events[1].TryGetProperty("ScheduledTime", out _));
        Assert.False(events[1].TryGetProperty("EventId", out _));
        Assert.Equal("Completed", events[2].GetProperty("OrchestrationStatus").GetString());

        var bare = await HistoryAsync(id, "?showHistory=true&showInput=false");
        Assert.All(bare, e => Assert.False(e.TryGetProperty("Result", out _) || e.TryGetProperty("Input", out _)));
        Assert.False((await Api.StatusAsync(id)).TryGetProperty("historyEvents", out _));
    }

    [Fact]
    public async Task List_Pages_FiltersAndContinues()
    {
        for (var i = 0; i < 5; i++)
            await Api.UntilFinishedAsync(await Api.StartAsync("Echo", i, $"page-{i}"));
        await Api.StartAsync("WaitForGo", id: "page-live");
        var seen = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                ManagementClient.Base + "/instances?instanceIdPrefix=page-&runtimeStatus=Completed,Failed&runtimeStatus=bogus&top=2");
            if (token is not null)
                request.Headers.Add("x-ms-continuation-token", token);
            var response = await fixture.Http.SendAsync(request);
            var page = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().ToArray();
            Assert.InRange(page.Length, 0, 2);
            seen.AddRange(page.Select(i => i.GetProperty("instanceId").GetString()!));
            token = response.Headers.GetValues("x-ms-continuation-token").Single();
        }
        while (token.Length > 0);
        Assert.Equal(["page-0", "page-1", "page-2", "page-3", "page-4"], seen.Order());
    }

    [Fact]
    public async Task List_CreatedTime_Filters()
    {
        await Api.UntilFinishedAsync(await Api.StartAsync("Echo", 1, "dated-1"));
        var future = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(1).ToString("O"));
        var none = await Api.GetAsync($"/instances?instanceIdPrefix=dated-&createdTimeFrom={future}");
        var one = await Api.GetAsync($"/instances?instanceIdPrefix=dated-&createdTimeTo={future}");
        Assert.Equal("[]", await none.Content.ReadAsStringAsync());
        Assert.Equal(1, (await one.Content.ReadFromJsonAsync<JsonElement>()).GetArrayLength());
    }

    [Fact]
    public async Task Purge_FinishedLiveUnknown_Is200Then412Then404()
    {
        var live = await Api.StartAsync("WaitForGo");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Api.DeleteAsync($"/instances/{live}")).StatusCode);
        var id = await Api.StartAsync("Echo", 1);
        await Api.UntilFinishedAsync(id);
        var purged = await Api.DeleteAsync($"/instances/{id}");
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await Api.DeleteAsync($"/instances/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Api.DeleteAsync("/instances/%20")).StatusCode);
    }

    [Fact]
    public async Task RaiseEvent_EveryAnswer()
    {
        var id = await Api.StartAsync("WaitForGo");
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync($"/instances/{id}/raiseEvent/go", "{}", "text/plain"));
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync($"/instances/{id}/raiseEvent/go", "{"));
        Assert.Equal(HttpStatusCode.NotFound, await Api.PostStatusAsync("/instances/nobody/raiseEvent/go", "{}"));
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync($"/instances/{id}/RAISEEVENT/go", """{"A":9,"B":0}"""));
        Assert.Equal("went 9", (await Api.UntilFinishedAsync(id)).GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, await Api.PostStatusAsync($"/instances/{id}/raiseEvent/go", "{}"));
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    public async Task Operation_UnknownOrFinishedInstance_Is404Or410(string operation)
    {
        var id = await Api.StartAsync("Echo", 1);
        await Api.UntilFinishedAsync(id);
        Assert.Equal(HttpStatusCode.NotFound, await Api.PostStatusAsync($"/instances/nobody/{operation}"));
        Assert.Equal(HttpStatusCode.Gone, await Api.PostStatusAsync($"/instances/{id}/{operation}?reason=x"));
    }

    [Fact]
    public async Task SuspendAndResume_ChangeTheStatus()
    {
        var id = await Api.StartAsync("WaitForGo");
        await Api.UntilAsync(id, "Running");
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync($"/instances/{id}/suspend?reason=pause"));
        await Api.UntilAsync(id, "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, (await Api.GetAsync($"/instances/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync($"/instances/{id}/resume?reason=on"));
        await Api.UntilAsync(id, "Running");
    }

    [Fact]
    public async Task Restart_SameInputUnderNewOrOwnId()
    {
        var id = await Api.StartAsync("Echo", "again");
        await Api.UntilFinishedAsync(id);
        var renamed = await (await Api.PostAsync($"/instances/{id}/restart")).Content.ReadFromJsonAsync<JsonElement>();
        var newId = renamed.GetProperty("id").GetString()!;
        Assert.NotEqual(id, newId);
        Assert.Equal("again", (await Api.UntilFinishedAsync(newId)).GetProperty("output").GetString());
        var own = await Api.PostAsync($"/instances/{id}/restart?restartWithNewInstanceId=false");
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.Equal(id, (await own.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
        await Api.UntilFinishedAsync(id);
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync("/instances/nobody/restart"));
        var live = await Api.StartAsync("WaitForGo");
        Assert.Equal(HttpStatusCode.Conflict, await Api.PostStatusAsync($"/instances/{live}/restart?restartWithNewInstanceId=false"));
    }

    [Fact]
    public async Task RestartWithOptions_NamesTheNewInstance()
    {
        var id = await Api.StartAsync("Echo", "named");
        await Api.UntilFinishedAsync(id);
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync($"/instances/{id}/restartWithOptions"));
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync($"/instances/{id}/restartWithOptions?newInstanceId=chosen"));
        Assert.Equal("named", (await Api.UntilFinishedAsync("chosen")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task MakePrimary_UnknownPathsAndVerbs()
    {
        Assert.Equal(HttpStatusCode.OK, await Api.PostStatusAsync("/makeprimary"));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync("/makeprimary")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync("/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync("")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Http.PutAsync(ManagementClient.Base + "/instances/x", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await Api.PostStatusAsync("/instances/x/explode"));
    }

    async Task<JsonElement[]> HistoryAsync(string id, string query) =>
        [.. (await Api.StatusAsync(id, query)).GetProperty("historyEvents").EnumerateArray()];

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex TimePattern();
}
