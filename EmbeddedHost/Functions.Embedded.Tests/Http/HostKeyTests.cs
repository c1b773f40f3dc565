using System.Net;
using Functions.Embedded.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Tests.Http;

public sealed class HostKeyTests
{
    const string FunctionKey = "function-key-1";
    const string MasterKey = "master-key-1";

    [Theory]
    [InlineData("/api/keyed", null, 401)]
    [InlineData("/api/keyed", "wrong", 401)]
    [InlineData("/api/keyed", FunctionKey, 200)]
    [InlineData("/api/keyed", MasterKey, 200)]
    [InlineData("/api/master", FunctionKey, 401)]
    [InlineData("/api/master", MasterKey, 200)]
    [InlineData("/admin/host/status", FunctionKey, 401)]
    [InlineData("/admin/host/status", MasterKey, 200)]
    [InlineData("/api/any", null, 200)]
    public async Task Get_WithKey_IsAllowedByLevel(string path, string? key, int expected)
    {
        await using var host = await StartAsync(FunctionKey, MasterKey);
        using var byHeader = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            byHeader.Headers.Add("x-functions-key", key);
        Assert.Equal(expected, (int)(await host.Http.SendAsync(byHeader)).StatusCode);
        Assert.Equal(expected, (int)(await host.Http.GetAsync(key is null ? path : $"{path}?code={key}")).StatusCode);
    }

    [Fact]
    public async Task Get_OnlyFunctionKeySet_NothingOpensMasterLevel()
    {
        await using var host = await StartAsync(FunctionKey, null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync($"/api/master?code={FunctionKey}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("/api/master?code=")).StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Start_OpenAddressWithoutKeys_IsRefused(string urls)
    {
        var message = await TestHost.RefusalAsync([typeof(OpenFunctions)], args: ["--urls", urls]);
        Assert.Contains("FUNCTIONS_KEY", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OpenAddressWithKeys_Listens()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(OpenFunctions)], new() { ["FUNCTIONS_KEY"] = FunctionKey }, args: ["--urls", "http://0.0.0.0:0"]);
        Assert.Contains("0.0.0.0", host.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortsSettingWithoutKeys_IsRefused()
    {
        var message = await TestHost.RefusalAsync([typeof(OpenFunctions)], args: ["--http_ports", "0"]);
        Assert.Contains("http://*:0", message, StringComparison.Ordinal);
    }

    static Task<TestHost> StartAsync(string? functionKey, string? masterKey) => TestHost.StartAsync(
        [typeof(HttpFunctions)],
        new() { ["FUNCTIONS_KEY"] = functionKey, ["FUNCTIONS_MASTER_KEY"] = masterKey },
        b => b.Services.AddSingleton<Greeter>());
}
