using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ProviderSimulator.Tests;

/// <summary>A simulator of a test's own and a client that names itself.</summary>
sealed class SimulatorClient : IAsyncDisposable
{
    readonly SimulatorHost _host;

    SimulatorClient(SimulatorHost host)
    {
        _host = host;
        Http = NewHttp("import-tests/1.0");
    }

    public HttpClient Http { get; }

    public static async Task<SimulatorClient> StartAsync(SimulatorOptions? options = null) => new(await SimulatorHost.StartAsync(options));

    public HttpClient NewHttp(string? userAgent)
    {
        var http = new HttpClient { BaseAddress = _host.BaseUrl, Timeout = TimeSpan.FromSeconds(60) };
        if (userAgent is not null) http.DefaultRequestHeaders.Add("User-Agent", userAgent);
        return http;
    }

    public static HttpRequestMessage Export(string nameAndQuery)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/games/user/{nameAndQuery}");
        request.Headers.Add("Accept", "application/x-ndjson");
        return request;
    }

    public async Task<byte[]> ExportBytesAsync(string nameAndQuery)
    {
        using var response = await Http.SendAsync(Export(nameAndQuery));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    public async Task<List<JsonElement>> GamesAsync(string nameAndQuery) =>
        [.. Encoding.UTF8.GetString(await ExportBytesAsync(nameAndQuery)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    public async Task<JsonElement> JsonAsync(string path) => Parse(await Http.GetStringAsync(path));

    public async Task<List<string>> ArchivesAsync(string name)
    {
        var archives = (await JsonAsync($"/pub/player/{name}/games/archives")).GetProperty("archives");
        return [.. archives.EnumerateArray().Select(url => new Uri(url.GetString()!).AbsolutePath)];
    }

    public async Task<List<JsonElement>> MonthAsync(string path) => [.. (await JsonAsync(path)).GetProperty("games").EnumerateArray()];

    public async Task<List<JsonElement>> AllMonthsAsync(string name)
    {
        var games = new List<JsonElement>();
        foreach (var path in await ArchivesAsync(name)) games.AddRange(await MonthAsync(path));
        return games;
    }

    public async Task<List<string>> TruthAsync(string platform, string name) =>
        [.. (await Http.GetStringAsync($"/_players/{platform}/{name}/ids")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    public async Task ControlAsync(object request)
    {
        using var response = await Http.PostAsJsonAsync("/_control", request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public static string ChessComId(JsonElement game) =>
        game.TryGetProperty("uuid", out var uuid) ? uuid.GetString()! : game.GetProperty("url").GetString()!.Split('/')[^1];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }

    static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
