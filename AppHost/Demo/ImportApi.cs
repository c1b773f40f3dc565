using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace AppHost.Demo;

/// <summary>The application as any client sees it.</summary>
sealed class ImportApi(HttpClient client, Uri application)
{
    /// <summary>More than any player has: the demo wants all games.</summary>
    const int Everything = 1_000_000;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Starts an import.</summary>
    /// <exception cref="DemoException">It was not accepted.</exception>
    public async Task StartAsync(DemoPlayer player, CancellationToken cancellation)
    {
        var body = new { player.UserId, player.Platform, Limit = Everything };
        using var response = await client
            .PostAsJsonAsync(new Uri(application, "api/v1/import-more-games"), body, Json, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Accepted)
            return;

        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        throw new DemoException($"The import of {player.UserId} ({player.Platform}) was answered with {(int)response.StatusCode}: {text}");
    }

    /// <summary>How far the latest import of a player is.</summary>
    /// <exception cref="DemoException">The application does not know.</exception>
    public async Task<ImportProgress> ProgressAsync(DemoPlayer player, CancellationToken cancellation)
    {
        var url = new Uri(application, $"api/v1/import-progress/{Uri.EscapeDataString(player.UserId)}/{Uri.EscapeDataString(player.Platform)}");
        using var response = await client.GetAsync(url, cancellation).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK && JsonSerializer.Deserialize<ImportProgress>(text, Json) is { } progress
            ? progress
            : throw new DemoException($"{url} was answered with {(int)response.StatusCode}: {text}");
    }
}
