using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functions.Embedded.Tests.Durable;

public sealed class EntityManagementTests(DurableHost fixture) : IClassFixture<DurableHost>
{
    ManagementClient Api => fixture.Api;

    [Fact]
    public async Task Signal_JsonInput_ChangesStateThatGetReturns()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Api.GetAsync("/entities/counter/one")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync("/entities/Counter/one?op=Add", "5"));
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync("/entities/Counter/one?op=Add", "6"));
        await StateAsync("counter/one", "11");
        Assert.Equal(HttpStatusCode.BadRequest, await Api.PostStatusAsync("/entities/Counter/one?op=Add", "{"));
    }

    [Fact]
    public async Task Signal_TextInputAndEmptyKey()
    {
        Assert.Equal(HttpStatusCode.Accepted, await Api.PostStatusAsync("/entities/memo/$?op=set", "plain words", "text/plain"));
        await StateAsync("memo/$", "\"plain words\"");
    }

    [Fact]
    public async Task Delete_RemovesTheState()
    {
        await Api.PostAsync("/entities/counter/gone?op=Add", "1");
        await StateAsync("counter/gone", "1");
        Assert.Equal(HttpStatusCode.Accepted, (await Api.DeleteAsync("/entities/counter/gone")).StatusCode);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Api.GetAsync("/entities/counter/gone")).StatusCode != HttpStatusCode.NotFound)
            await Task.Delay(20, timeout.Token);
    }

    [Fact]
    public async Task List_ByName_PagesWithAndWithoutState()
    {
        for (var i = 0; i < 3; i++)
        {
            await Api.PostAsync($"/entities/counter/listed-{i}?op=Add", "7");
            await StateAsync($"counter/listed-{i}", "7");
        }

        await Api.PostAsync("/entities/memo/other?op=set", "\"x\"");
        await StateAsync("memo/other", "\"x\"");
        var response = await Api.GetAsync("/entities/Counter?fetchState=true&top=2");
        var token = response.Headers.GetValues("x-ms-continuation-token").Single();
        var page = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().ToArray();
        Assert.Equal(2, page.Length);
        Assert.NotEmpty(token);
        Assert.All(page, e => Assert.Equal("counter", e.GetProperty("entityId").GetProperty("name").GetString()));
        Assert.All(page, e => Assert.Equal(JsonValueKind.Number, e.GetProperty("state").ValueKind));
        Assert.True(page[0].GetProperty("lastOperationTime").TryGetDateTimeOffset(out _));
        var all = await (await Api.GetAsync("/entities/")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(all.EnumerateArray(), e => e.GetProperty("entityId").GetProperty("key").GetString() == "other");
        Assert.All(all.EnumerateArray(), e => Assert.Equal(JsonValueKind.Null, e.GetProperty("state").ValueKind));
    }

    [Fact]
    public async Task List_LastOperationTime_Filters()
    {
        await Api.PostAsync("/entities/memo/dated?op=set", "\"x\"");
        await StateAsync("memo/dated", "\"x\"");
        var future = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(1).ToString("O"));
        Assert.Equal("[]", await (await Api.GetAsync($"/entities/memo?lastOperationTimeFrom={future}")).Content.ReadAsStringAsync());
        Assert.NotEqual("[]", await (await Api.GetAsync($"/entities/memo?lastOperationTimeTo={future}")).Content.ReadAsStringAsync());
    }

    async Task StateAsync(string path, string expected)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var response = await Api.GetAsync($"/entities/{path}");
            if (response.StatusCode == HttpStatusCode.OK && await response.Content.ReadAsStringAsync() == expected)
                return;
            await Task.Delay(20, timeout.Token);
        }
    }
}
