using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProviderSimulator.Faults;
using ProviderSimulator.Hosting;
using ProviderSimulator.Players;

namespace ProviderSimulator.ChessCom;

/// <summary>The part of Chess.com's published data that imports use.</summary>
sealed class ChessComEndpoints(SimulatorState state)
{
    const string Platform = "chess.com";
    const string Api = "https://api.chess.com/pub/player/";
    const string Renamed = "renamed-";
    const string LastModified = "Tuesday, 01-Jul-2025 12:00:00 GMT+0000";

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pub/player/{name}", (RequestDelegate)(context => CountedAsync(context, "player", ProfileAsync)));
        routes.MapGet("/pub/player/{name}/stats", (RequestDelegate)(context => CountedAsync(context, "stats", StatsAsync)));
        routes.MapGet("/pub/player/{name}/games/archives", (RequestDelegate)(context => CountedAsync(context, "archives", ArchivesAsync)));
        routes.MapGet("/pub/player/{name}/games/{year}/{month}", (RequestDelegate)(context => CountedAsync(context, "month", MonthAsync)));
        routes.MapGet("/pub/{**rest}", (RequestDelegate)(context => CountedAsync(context, "other", (_, _) =>
            ErrorAsync(context, 404, "Data provider not found for key."))));
    }

    async Task CountedAsync(HttpContext context, string kind, Func<HttpContext, Fault, Task> answer)
    {
        state.Statistics.Begin(Platform, kind);
        var entered = false;
        try
        {
            if (context.Request.Headers.UserAgent.Count == 0)
            {
                await Answers.HtmlAsync(context, 403, "Just a moment...");
                return;
            }

            entered = state.ChessComRequests.TryEnter(state.Options.ChessComParallel);
            if (!entered)
            {
                state.Statistics.Fault("parallel-429");
                await ErrorAsync(context, 429, "Too many requests.");
                return;
            }

            if (state.Options.Latency > TimeSpan.Zero) await Task.Delay(state.Options.Latency, state.Time, context.RequestAborted);
            var fault = state.Faults.Throw(context.Request);
            if (fault.Kind != FaultKind.None) state.Statistics.Fault(FaultDice.Name(fault.Kind));
            switch (fault.Kind)
            {
                case FaultKind.TooManyRequests:
                    Answers.RetryAfter(context, fault);
                    await ErrorAsync(context, 429, "Too many requests.");
                    break;
                case FaultKind.ServerError:
                    await Answers.HtmlAsync(context, 500, "Internal server error");
                    break;
                case FaultKind.InternalError:
                    await ErrorAsync(context, 404, "An internal error has occurred. Please contact Chess.com Developers.");
                    break;
                case FaultKind.Gone:
                    await ErrorAsync(context, 410, "Gone.");
                    break;
                default:
                    await answer(context, fault);
                    break;
            }
        }
        finally
        {
            if (entered) state.ChessComRequests.Leave();
            state.Statistics.End(Platform, context.Response.StatusCode);
        }
    }

    async Task ProfileAsync(HttpContext context, Fault fault)
    {
        if (await FindAsync(context) is not { } found) return;
        var player = found.Player!;
        var id = player.Name.ToLowerInvariant();
        var status = found.State switch
        {
            AccountState.Closed => "closed",
            AccountState.Marked => "closed:fair_play_violations",
            _ => "basic",
        };
        var profile = new Dictionary<string, object>
        {
            ["player_id"] = 1_000_000 + (long)(Dice.Hash(id) % 400_000_000),
            ["@id"] = Api + id,
            ["url"] = $"https://www.chess.com/member/{player.Name}",
            ["username"] = id,
            ["followers"] = 12,
            ["country"] = "https://api.chess.com/pub/country/XX",
            ["last_online"] = player.Span.Last + 3600,
            ["joined"] = Math.Max(0, player.Span.First - 3600),
            ["status"] = status,
            ["is_streamer"] = false,
            ["verified"] = false,
        };
        await BodyAsync(context, fault, JsonSerializer.Serialize(profile, ChessComJson.Options));
    }

    async Task StatsAsync(HttpContext context, Fault fault)
    {
        if (await FindAsync(context) is not { } found) return;
        var games = found.Player!.Months.Sum(month => found.Player.Month(month.Year, month.Month).Count);
        var record = new { win = games - games / 20 - games * 9 / 20, loss = games * 9 / 20, draw = games / 20 };
        var last = new { rating = 1500, date = found.Player.Span.Last, rd = 50 };
        var stats = games == 0 ? (object)new { } : new { chess_blitz = new { last, record } };
        await BodyAsync(context, fault, JsonSerializer.Serialize(stats, ChessComJson.Options));
    }

    async Task ArchivesAsync(HttpContext context, Fault fault)
    {
        if (await FindAsync(context) is not { } found) return;
        var id = found.Player!.Name.ToLowerInvariant();
        var archives = found.Player.Months.Select(month => $"{Api}{id}/games/{month.Year:0000}/{month.Month:00}");
        await BodyAsync(context, fault, JsonSerializer.Serialize(new { archives }, ChessComJson.Options));
    }

    async Task MonthAsync(HttpContext context, Fault fault)
    {
        if (await FindAsync(context) is not { } found) return;
        if (!int.TryParse(context.Request.RouteValues["year"] as string, out var year) || year is < 2007 or > 9998
            || !int.TryParse(context.Request.RouteValues["month"] as string, out var month) || month is < 1 or > 12)
        {
            await ErrorAsync(context, 404, "Date cannot be set in the future or is not valid.");
            return;
        }

        if (Unchanged(context, found.Player!.Version(year, month))) return;
        var games = found.Player.Month(year, month);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.StartAsync(context.RequestAborted);
        var sent = await ChessComBody.SendAsync(context, games, fault, state.Time);
        state.Statistics.Sent(sent.Games, sent.Bytes);
    }

    async Task BodyAsync(HttpContext context, Fault fault, string body)
    {
        if (Unchanged(context, Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body))))) return;
        await ChessComBody.SendAsync(context, body, fault, state.Time);
    }

    // Sets the headers of caching and answers 304 to those who have this version.
    static bool Unchanged(HttpContext context, string version)
    {
        var tag = $"W/\"{version}\"";
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "public, max-age=5";
        // Not the HTTP format, just as the real one.
        headers.LastModified = LastModified;
        headers.Vary = "Accept-Encoding";
        var known = context.Request.Headers.IfNoneMatch.ToString();
        if (known != "*" && !known.Split(',').Any(one => one.Trim() == tag || one.Trim() == $"\"{version}\"")) return false;
        context.Response.StatusCode = 304;
        return true;
    }

    async Task<Found<IChessComPlayer>?> FindAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["name"]!.ToString()!;
        if (name.StartsWith(Renamed, StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = 301;
            context.Response.Headers.Location = context.Request.Path.Value!.Replace(name, name[Renamed.Length..]);
            return null;
        }

        var found = state.Players.ChessCom(name);
        if (found.Player is not null) return found;
        await ErrorAsync(context, 404, $"User \\\"{name.ToLowerInvariant()}\\\" not found.");
        return null;
    }

    static Task ErrorAsync(HttpContext context, int status, string message) =>
        Answers.SendAsync(context, status, "application/json; charset=utf-8", $"{{\"code\":0,\"message\":\"{message}\"}}");
}
