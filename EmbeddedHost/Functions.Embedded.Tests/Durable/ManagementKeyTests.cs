using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Who may manage instances when keys are set, and which code the URIs carry.</summary>
public sealed class ManagementKeyTests : IAsyncLifetime
{
    const string MasterKey = "the-master-key";
    const string FunctionKey = "the-function-key";

    PostgresDatabase _database = null!;
    TestHost _host = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _host = await DurableHost.StartAsync(
            _database.ConnectionString, new() { ["FUNCTIONS_KEY"] = FunctionKey, ["FUNCTIONS_MASTER_KEY"] = MasterKey });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Management_NeedsTheMasterKey()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/instances")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync($"/instances?code={FunctionKey}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/no/such/path")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/instances?code={MasterKey}")).StatusCode);
    }

    [Fact]
    public async Task Payload_CarriesACodeThatOpensThatInstanceOnly()
    {
        var started = await _host.Http.PostAsync(
            $"{ManagementClient.Base}/orchestrators/WaitForGo/mine?code={MasterKey}", JsonContent.Create<object?>(null));
        var payload = await started.Content.ReadFromJsonAsync<JsonElement>();
        var status = payload.GetProperty("statusQueryGetUri").GetString()!;
        Assert.DoesNotContain(MasterKey, payload.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await _host.Http.GetAsync(status)).StatusCode);
        foreach (var elsewhere in new[] { "/other?", "?" })
        {
            var other = await _host.Http.GetAsync(status.Replace("/mine?", elsewhere, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        }

        var terminate = payload.GetProperty("terminatePostUri").GetString()!.Replace("{text}", "done", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await _host.Http.PostAsync(terminate, null)).StatusCode);
    }

    [Fact]
    public async Task Payload_OfAFunctionCalledWithoutKey_CarriesNoCode()
    {
        var anonymous = await (await _host.Http.PostAsync("/api/start/1/2", null)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("code=", anonymous, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/start/1/2");
        request.Headers.Add("x-functions-key", FunctionKey);
        var keyed = await (await _host.Http.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.Contains("code=", keyed, StringComparison.Ordinal);
        Assert.DoesNotContain(FunctionKey, keyed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_NeverHoldsAKey()
    {
        await GetAsync($"/instances?code={MasterKey}");
        await _host.Http.PostAsync($"/api/start/1/2?code={FunctionKey}", null);
        Assert.NotEmpty(_host.Logs.Lines);
        Assert.DoesNotContain(_host.Logs.Lines, l =>
            l.Contains(MasterKey, StringComparison.Ordinal) || l.Contains(FunctionKey, StringComparison.Ordinal));
    }

    Task<HttpResponseMessage> GetAsync(string path) => _host.Http.GetAsync(ManagementClient.Base + path);
}
