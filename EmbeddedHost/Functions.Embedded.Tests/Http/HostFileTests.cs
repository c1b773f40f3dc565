using System.Net;
using Functions.Embedded.Hosting;
using Functions.Embedded.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Tests.Http;

public sealed class HostFileTests
{
    [Fact]
    public async Task HostJson_RoutePrefix_IsHonoured()
    {
        const string HostJson = """{"extensions":{"http":{"routePrefix":"v2/x"}}}""";
        await using var host = await TestHost.StartAsync([typeof(OpenFunctions)], hostJson: HostJson);
        Assert.Equal("pong", await host.Http.GetStringAsync("/v2/x/ping"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/ping")).StatusCode);
    }

    [Fact]
    public async Task HostJson_EmptyRoutePrefix_PutsFunctionsAtRoot()
    {
        const string HostJson = """{"extensions":{"http":{"routePrefix":""}}}""";
        await using var host = await TestHost.StartAsync([typeof(OpenFunctions)], hostJson: HostJson);
        Assert.Equal("pong", await host.Http.GetStringAsync("/ping"));
    }

    [Fact]
    public async Task HostJson_DurableTaskAndLogLevels_AreHonoured()
    {
        await using var host = await TestHost.StartAsync([typeof(OpenFunctions)], new() { ["HUB"] = "Mine" }, hostJson: """
            {
              // comments are allowed
              "logging": {"logLevel": {"default": "Error", "Some.Category": "Trace"}},
              "extensions": {"durableTask": {"hubName": "%HUB%1", "maxConcurrentActivityFunctions": 7,
                "maxConcurrentOrchestratorFunctions": 8, "maxConcurrentEntityFunctions": 9}}
            }
            """);
        var settings = host.Services.GetRequiredService<HostSettings>();
        Assert.Equal("Mine1", settings.HubName);
        Assert.Equal(7, settings.MaxConcurrentActivities);
        Assert.Equal(8, settings.MaxConcurrentOrchestrators);
        Assert.Equal(9, settings.MaxConcurrentEntities);
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("Error", configuration["Logging:LogLevel:Default"]);
        Assert.True(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Some.Category").IsEnabled(LogLevel.Trace));
    }

    [Fact]
    public async Task HostJson_Broken_IsRefusedNamingTheFile()
    {
        Assert.Contains("host.json", await TestHost.RefusalAsync([typeof(OpenFunctions)], hostJson: "{"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostJson_BadLimit_IsRefusedNamingIt()
    {
        var message = await TestHost.RefusalAsync(
            [typeof(OpenFunctions)], hostJson: """{"extensions":{"durableTask":{"maxConcurrentEntityFunctions":0}}}""");
        Assert.Contains("maxConcurrentEntityFunctions", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalSettings_Values_AreSettingsThatOthersOverride()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(OpenFunctions)],
            new() { ["B"] = "outer" },
            localSettings: """{"IsEncrypted":false,"Values":{"A":"1","B":"inner","C__D":"2"}}""");
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("1", configuration["A"]);
        Assert.Equal("outer", configuration["B"]);
        Assert.Equal("2", configuration["C:D"]);
    }
}
