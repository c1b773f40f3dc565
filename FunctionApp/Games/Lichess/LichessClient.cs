using System.Globalization;
using System.Text.Json;
using ImportFunctions.Games.Http;

namespace ImportFunctions.Games.Lichess;

/// <summary>The two requests that are made to Lichess.</summary>
sealed class LichessClient(LichessHttp http, TimeProvider time)
{
    /// <summary>The provider's smallest <c>since</c> and <c>until</c>; nothing was played before it.</summary>
    public const long FirstMillisecond = 1_356_998_400_070;

    const string Everything = "&clocks=true&evals=true&accuracy=true&opening=true&division=true";

    /// <summary>The client underneath.</summary>
    public LichessHttp Http => http;

    /// <summary>How many games to ask for at a time.</summary>
    public RequestPace Pace { get; } = new(time);

    /// <summary>Looks an account up.</summary>
    /// <exception cref="ProviderFailure">There is none, it is closed, or the provider is in trouble.</exception>
    public async Task<LichessUser> UserAsync(string userId, CancellationToken cancellation)
    {
        using var response = await http.GetAsync($"api/user/{Uri.EscapeDataString(userId)}", "application/json", null, false, cancellation);
        if (response.Status == 404)
            throw Unknown(userId);
        ThrowIfRefused(response);
        if (response.Status != 200 || !response.MediaType.Contains("json", StringComparison.Ordinal))
            throw Invalid($"status {response.Status} with '{response.MediaType}' for an account");
        try
        {
            await using var body = await response.OpenAsync(cancellation);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
            var root = json.RootElement;
            var user = new LichessUser(
                root.TryGetProperty("username", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null,
                root.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Object ? Games(count) : null,
                root.TryGetProperty("disabled", out var disabled) && disabled.ValueKind == JsonValueKind.True);
            return user.IsClosed
                ? throw new ProviderFailure(new(ImportErrorCodes.UnknownUser, $"The Lichess account '{userId}' is closed.", false))
                : user;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Invalid("an account that is no JSON object");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ProviderFailure(http.Broken(exception), exception);
        }
    }

    /// <summary>Begins a stream of finished games, newest first.</summary>
    /// <param name="userId">The player.</param>
    /// <param name="from">Oldest createdAt, inclusive.</param>
    /// <param name="to">Newest createdAt, exclusive.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <exception cref="ProviderFailure">There are no games to be had.</exception>
    public async Task<ProviderResponse> GamesAsync(string userId, long from, long to, int max, CancellationToken cancellation)
    {
        // No filters: any of them moves the query to a search index that has been incomplete and capped.
        var path = string.Create(CultureInfo.InvariantCulture,
            $"api/games/user/{Uri.EscapeDataString(userId)}?max={max}&until={to}{Everything}");
        if (from > FirstMillisecond)
            path += string.Create(CultureInfo.InvariantCulture, $"&since={from}");
        var response = await http.GetAsync(path, "application/x-ndjson", null, true, cancellation);
        var accepted = false;
        try
        {
            if (response.Status == 404)
            {
                // Unknown, closed, or our User-Agent is refused: only the account itself tells. One request at a time.
                var isPage = !response.MediaType.Contains("json", StringComparison.Ordinal);
                response.Dispose();
                await UserAsync(userId, cancellation);
                // Clients that are not liked get a page; what is missing for a moment is missing in JSON.
                throw !isPage ? Unavailable() : Refused("it answers 404 for games of an account that exists, as it does to User-Agents it does not like");
            }

            ThrowIfRefused(response);
            if (response.Status != 200 || !response.MediaType.Contains("json", StringComparison.Ordinal))
                throw Invalid($"status {response.Status} with '{response.MediaType}' for games");
            accepted = true;
            return response;
        }
        finally
        {
            if (!accepted)
                response.Dispose();
        }
    }

    /// <summary>An answer that is not the documented format.</summary>
    public static ProviderFailure Invalid(string what) =>
        new(new(ImportErrorCodes.InvalidResponse, $"Lichess answered with {what}.", true, 60));

    // Games that were pasted in are counted, but not exported.
    static int? Games(JsonElement count) =>
        count.TryGetProperty("all", out var all) && all.TryGetInt32(out var games)
            ? games - (count.TryGetProperty("import", out var import) && import.TryGetInt32(out var pasted) ? pasted : 0)
            : null;

    static ProviderFailure Unavailable() => new(new(
        ImportErrorCodes.ProviderUnavailable, "Lichess does not give this player's games out at the moment.", true, 60));

    static ProviderFailure Unknown(string userId) =>
        new(new(ImportErrorCodes.UnknownUser, $"There is no Lichess account '{userId}'.", false));

    static ProviderFailure Refused(string why) =>
        new(new(ImportErrorCodes.Forbidden, $"Lichess refuses this importer: {why}. Set IMPORT_USER_AGENT or LICHESS_TOKEN.", false));

    static void ThrowIfRefused(ProviderResponse response)
    {
        if (response.Status is 401 or 403)
            throw Refused($"status {response.Status}");
    }
}
