using System.Text.Json;
using ImportFunctions.Games.Http;

namespace ImportFunctions.Games.ChessCom;

/// <summary>The requests that are made to Chess.com.</summary>
sealed class ChessComClient(ChessComHttp http)
{
    const string Json = "application/json";

    /// <summary>The client underneath.</summary>
    public ChessComHttp Http => http;

    /// <summary>The months that have games.</summary>
    /// <exception cref="ProviderFailure">There is no such player, or the provider is in trouble.</exception>
    public async Task<IReadOnlyList<ArchiveMonth>> ArchivesAsync(string userId, CancellationToken cancellation)
    {
        using var response = await http.GetAsync($"{Player(userId)}/games/archives", Json, null, true, cancellation);
        if (response.Status is 404 or 410)
        {
            response.Dispose();
            throw (await LookUpAsync(userId, cancellation)).Failure;
        }

        using var json = await ReadAsync(response, "the list of archives", cancellation);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("archives", out var archives)
            || archives.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("a list of archives without archives");
        }

        var months = new List<ArchiveMonth>();
        foreach (var archive in archives.EnumerateArray())
        {
            if (archive.ValueKind == JsonValueKind.String && ArchiveMonth.TryParse(archive.GetString(), out var month))
                months.Add(month);
        }

        return months;
    }

    /// <summary>A hint at how many games a player has, or null. Never fails: it is only used for the progress bar.</summary>
    public async Task<int?> CountAsync(string userId, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync($"{Player(userId)}/stats", Json, null, true, cancellation);
            if (response.Status != 200)
                return null;
            using var json = await ReadAsync(response, "statistics", cancellation);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var total = 0;
            foreach (var list in json.RootElement.EnumerateObject())
            {
                if (list.Value.ValueKind != JsonValueKind.Object || !list.Value.TryGetProperty("record", out var record)
                    || record.ValueKind != JsonValueKind.Object)
                {
                    continue;
                }

                foreach (var kind in (string[])["win", "loss", "draw"])
                    total += record.TryGetProperty(kind, out var games) && games.TryGetInt32(out var count) ? count : 0;
            }

            return total > 0 ? total : null;
        }
        catch (Exception exception) when (exception is ProviderFailure or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Begins to receive a month.</summary>
    /// <param name="userId">The player.</param>
    /// <param name="month">Which month.</param>
    /// <param name="etag">Of the answer that was imported, if any.</param>
    /// <param name="cancellation">Stops the request.</param>
    /// <returns>
    /// An answer with status 200 or 304; null when it is 410, of a player who exists (Chess.com API: there never will be data at this URL).
    /// </returns>
    /// <exception cref="ProviderFailure">There is no such player, or the provider is in trouble.</exception>
    public async Task<ProviderResponse?> MonthAsync(string userId, ArchiveMonth month, string? etag, CancellationToken cancellation)
    {
        var response = await http.GetAsync($"{Player(userId)}/games/{month.Path}", Json, etag, true, cancellation);
        if (response.Status == 304 && etag is not null)
            return response;
        if (response.Status == 200 && response.MediaType.Contains("json", StringComparison.Ordinal))
            return response;
        var (status, type) = (response.Status, response.MediaType);
        response.Dispose();
        if (status is 404 or 410)
        {
            var (failure, exists) = await LookUpAsync(userId, cancellation);
            return status == 410 && exists ? null : throw failure;
        }

        throw status is 401 or 403 ? Refused(status) : Invalid($"status {status} with '{type}' for a month");
    }

    /// <summary>An answer that is not the documented format.</summary>
    public static ProviderFailure Invalid(string what) =>
        new(new(ImportErrorCodes.InvalidResponse, $"Chess.com answered with {what}.", true, 60));

    // 404 is no proof: archives of live accounts have answered so for internal errors. Only the player itself tells.
    async Task<(ProviderFailure Failure, bool Exists)> LookUpAsync(string userId, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(Player(userId), Json, null, false, cancellation);
        if (response.Status is 401 or 403)
            return (Refused(response.Status), false);
        var text = "";
        if (response.MediaType.Contains("json", StringComparison.Ordinal))
        {
            await using var body = await response.OpenAsync(cancellation);
            using var reader = new StreamReader(body);
            text = await reader.ReadToEndAsync(cancellation);
        }

        if (response.Status == 200 && StatusOf(text) is { } status && status.StartsWith("closed", StringComparison.Ordinal))
            return (new(new(ImportErrorCodes.UnknownUser, $"The Chess.com account '{userId}' is closed.", false)), false);
        var isInternal = text.Contains("internal error", StringComparison.OrdinalIgnoreCase);
        if (response.Status is 404 or 410 && !isInternal)
            return (new(new(ImportErrorCodes.UnknownUser, $"There is no Chess.com player '{userId}'.", false)), false);
        var unavailable = new ImportError(
            ImportErrorCodes.ProviderUnavailable, "Chess.com does not give this player's games out at the moment.", true, 60);
        return (new(unavailable), response.Status == 200);
    }

    static string? StatusOf(string profile)
    {
        try
        {
            using var json = JsonDocument.Parse(profile);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static ProviderFailure Refused(int status) => new(new(
        ImportErrorCodes.Forbidden,
        $"Chess.com refuses this importer (status {status}). Set IMPORT_CONTACT.", false));

    static string Player(string userId) => $"pub/player/{Uri.EscapeDataString(userId)}";

    async Task<JsonDocument> ReadAsync(ProviderResponse response, string what, CancellationToken cancellation)
    {
        if (response.Status is 401 or 403)
            throw Refused(response.Status);
        if (response.Status != 200 || !response.MediaType.Contains("json", StringComparison.Ordinal))
            throw Invalid($"status {response.Status} with '{response.MediaType}' for {what}");
        try
        {
            await using var body = await response.OpenAsync(cancellation);
            return await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        }
        catch (JsonException)
        {
            throw Invalid($"what is no JSON for {what}");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ProviderFailure(http.Broken(exception), exception);
        }
    }
}
