using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Functions.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Tests.Http;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    TestHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await TestHost.StartAsync([typeof(HttpFunctions)], configure: b => b.Services.AddSingleton<Greeter>());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Get_RouteParameter_ReachesInstanceFunctionWithInjectedService()
    {
        var json = await _host.Http.GetFromJsonAsync<JsonElement>("/api/greet/Ann");
        Assert.Equal("Hello Ann", json.GetProperty("message").GetString());
        Assert.Equal("/api/greet/Ann", json.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Get_ValueAgainstConstraint_Is404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _host.Http.GetAsync("/api/greet/1")).StatusCode);
    }

    [Fact]
    public async Task Get_OtherMethod_Is405()
    {
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _host.Http.PostAsync("/api/greet/Ann", null)).StatusCode);
    }

    [Fact]
    public async Task Get_TypedRouteAndQuery_AreConverted()
    {
        var json = await _host.Http.GetFromJsonAsync<JsonElement>("/api/typed/7/2026-11-20T10:00:00Z?filter=x%20y");
        Assert.Equal(7, json.GetProperty("id").GetInt32());
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero), json.GetProperty("when").GetDateTimeOffset());
        Assert.Equal("x y", json.GetProperty("filter").GetString());
        Assert.Equal("Typed", json.GetProperty("name").GetString());
        Assert.Equal("7", json.GetProperty("route").GetString());
        Assert.True(json.GetProperty("same").GetBoolean());
        Assert.True(json.GetProperty("cancellable").GetBoolean());
    }

    [Fact]
    public async Task Get_OptionalValuesLeftOut_AreNull()
    {
        var json = await _host.Http.GetFromJsonAsync<JsonElement>("/api/typed/7");
        Assert.Equal(JsonValueKind.Null, json.GetProperty("when").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("filter").ValueKind);
    }

    [Fact]
    public async Task Get_ValueThatCannotBeConverted_Is400NamingIt()
    {
        var response = await _host.Http.GetAsync("/api/typed/7/yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("'when'", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_JsonBody_IsBoundAndResultIsJson()
    {
        var response = await _host.Http.PostAsJsonAsync("/api/orders", new { item = "pawn", count = 8 });
        Assert.Equal("""{"item":"pawn","count":9}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_BrokenBody_Is400()
    {
        var response = await _host.Http.PostAsync("/api/orders", new StringContent("{", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Put_StringTrigger_GetsBodyAndFunctionNameIsRoute()
    {
        var response = await _host.Http.PutAsync("/api/Plain", new StringContent("quiet"));
        Assert.Equal("QUIET", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Post_HttpRequestData_IsServed()
    {
        var response = await _host.Http.PostAsJsonAsync("/api/data?q=1", new { item = "rook", count = 2 });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("rook", response.Headers.GetValues("x-item").Single());
        Assert.Equal("/api/data?q=1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FunctionWritesResponseItself_IsLeftAlone()
    {
        var response = await _host.Http.GetAsync("/api/write");
        Assert.Equal(203, (int)response.StatusCode);
        Assert.Equal("written", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FunctionThrows_Is500ProblemWithoutDetailAndLogged()
    {
        var response = await _host.Http.GetAsync("/api/fail");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("secret detail", body, StringComparison.Ordinal);
        Assert.Contains(_host.Logs.Lines, l => l.Contains("Function Fail failed", StringComparison.Ordinal) &&
            l.Contains("the secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_TaskHubAway_Is503WithRetryAfter()
    {
        var response = await _host.Http.GetAsync("/api/unavailable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task AnyMethod_NoMethodsNamed_IsServed(string method)
    {
        var response = await _host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/any"));
        Assert.Equal(method, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_KeyedFunctionWithoutKeysSet_IsOpen()
    {
        Assert.Equal("in", await _host.Http.GetStringAsync("/api/keyed"));
        Assert.Equal("in", await _host.Http.GetStringAsync("/api/master"));
    }

    [Fact]
    public async Task Get_HomeAndStatus_Answer()
    {
        Assert.Contains("up and running", await _host.Http.GetStringAsync("/"), StringComparison.Ordinal);
        var status = await _host.Http.GetFromJsonAsync<JsonElement>("/admin/host/status");
        Assert.Equal("Running", status.GetProperty("state").GetString());
    }
}
