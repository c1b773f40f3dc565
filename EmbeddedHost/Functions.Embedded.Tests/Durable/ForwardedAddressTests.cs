using System.Net.Http.Json;
using System.Text.Json;
using LocalPostgres.Testing;

namespace Functions.Embedded.Tests.Durable;

public sealed class ForwardedAddressTests : IAsyncLifetime
{
    PostgresDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PostgresDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("true", "https://public.example/")]
    [InlineData("false", "http://127.0.0.1:")]
    public async Task Payload_BehindAProxy_HasTheForwardedAddressOnlyWhenTrusted(string trust, string expected)
    {
        await using var host = await DurableHost.StartAsync(_database.ConnectionString, new() { ["TRUST_FORWARDED_HEADERS"] = trust });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/start/1/2");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "public.example");
        var payload = await (await host.Http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(expected, payload.GetProperty("statusQueryGetUri").GetString(), StringComparison.Ordinal);
    }
}
