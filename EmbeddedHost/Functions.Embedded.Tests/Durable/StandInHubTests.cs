using System.Net;
using DurableTask.Postgres.Management;
using Functions.Embedded.Tests.Support;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Answers of the management API that a healthy hub never causes.</summary>
public sealed class StandInHubTests : IAsyncLifetime
{
    readonly StandInHub _hub = new();
    TestHost _host = null!;
    ManagementClient _api = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync([typeof(DurableFunctions)], configure: builder =>
        {
            builder.Services.AddSingleton<Calculator>();
            builder.ConfigureEmbeddedHost(options => options.ConfigureDurable = setup =>
            {
                setup.Services.AddSingleton<IDurableTaskClientProvider>(_hub);
                setup.Services.AddSingleton<ITaskHubManagement>(_hub);
            });
        });
        _api = new ManagementClient(_host.Http);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task DatabaseAway_Is503WithRetryAfter()
    {
        _hub.DatabaseAway = true;
        HttpResponseMessage[] responses =
        [
            await _api.GetAsync("/instances/x"), await _api.StartRawAsync("Echo"), await _api.PostAsync("/instances/x/terminate"),
        ];
        foreach (var response in responses)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _host.Http.PostAsync("/api/start/1/2", null)).StatusCode);
    }

    [Fact]
    public async Task Rewind_BackendCannot_Is501()
    {
        Assert.Equal(HttpStatusCode.NotImplemented, await _api.PostStatusAsync("/instances/x/rewind?reason=again"));
    }

    [Fact]
    public async Task Status_VersionTextOutputAndTimes_AreWrittenExactly()
    {
        var body = await (await _api.GetAsync("/instances/x")).Content.ReadAsStringAsync();
        Assert.Equal(
            """{"name":"Echo","version":"2","instanceId":"x","runtimeStatus":"Failed","input":null,"customStatus":null,"output":""" +
            "\"no JSON, only words\"" +
            ""","createdTime":"1970-01-01T00:00:01Z","lastUpdatedTime":"1970-01-01T01:00:00Z"}""",
            body);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?top=7", 7)]
    [InlineData("?top=1000000", 1000)]
    [InlineData("?top=all", 100)]
    [InlineData("?top=-1", 100)]
    public async Task List_AsksForOnePageOnly(string query, int expected)
    {
        var response = await _api.GetAsync("/instances" + query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, _hub.LastQuery!.PageSize);
    }
}
