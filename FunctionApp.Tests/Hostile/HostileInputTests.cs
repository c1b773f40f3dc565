using ImportFunctions.Tests.EndToEnd;

namespace ImportFunctions.Tests.Hostile;

/// <summary>Whatever is sent, the answer is a 4xx that names what is wrong, and the application works on.</summary>
public sealed class HostileInputTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    public static TheoryData<string> Names => [.. HostileCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_IsRefusedAsAProblem(string name)
    {
        var (request, status, field, hangsUp) = HostileCases.All[name];

        if (await RawHttp.SendAsync(fixture.App.Http.BaseAddress!, request, hangsUp) is not { } answer)
            return;

        Assert.InRange(answer.Status, 400, 499);
        if (status != 0)
            Assert.Equal((status, field), (answer.Status, field is null ? null : answer.Field));
        Assert.True(answer.Body.Length == 0 || answer.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal), answer.ContentType);
        foreach (var trace in (string[])["   at ", "Exception", ".cs:line", "Npgsql", "SELECT", "stack"])
            Assert.DoesNotContain(trace, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AfterAllOfThem_TheApplicationWorks_AndNothingWasStored()
    {
        await Parallel.ForEachAsync(HostileCases.All.Values, async (one, _) => await RawHttp.SendAsync(fixture.App.Http.BaseAddress!, one.Request, one.HangsUp));

        Assert.Equal("healthy", (await fixture.App.JsonAsync("api/health")).GetProperty("status").GetString());
        Assert.Equal(0, await StoredGames.OpenRunsAsync(fixture.ConnectionString));
        Assert.Empty((await fixture.App.JsonAsync("api/v1/import-schedules")).GetProperty("schedules").EnumerateArray());
        using var started = await fixture.App.PostImportAsync("after-all-300");
        Assert.Equal("completed", AppProcess.Status(await fixture.App.EndOfAsync("after-all-300")));
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, "after-all-300");
        Assert.DoesNotContain("fail:", fixture.App.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", fixture.App.Output, StringComparison.Ordinal);
    }
}
