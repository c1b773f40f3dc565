using ProviderSimulator.Hosting;

namespace ProviderSimulator.Players;

/// <summary>Tells the truth about a player, for tests to compare with.</summary>
sealed class PlayerEndpoints(SimulatorState state)
{
    const int Chunk = 64 * 1024;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_players/{platform}/{name}/ids", (RequestDelegate)IdsAsync);
        routes.MapGet("/_players/{platform}/{name}/count", (RequestDelegate)CountAsync);
    }

    async Task IdsAsync(HttpContext context)
    {
        if (Ids(context) is not { } ids)
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = "text/plain";
        using var buffer = new Utf8Buffer();
        foreach (var id in ids)
        {
            buffer.Append(id);
            buffer.Append("\n"u8);
            if (buffer.Length < Chunk) continue;
            await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
            buffer.Clear();
        }

        await context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
    }

    async Task CountAsync(HttpContext context)
    {
        if (Ids(context) is { } ids) await Answers.SendAsync(context, 200, "text/plain", ids.Count().ToString());
        else context.Response.StatusCode = 404;
    }

    // Recordings may hold a game twice; it is still one game.
    IEnumerable<string>? Ids(HttpContext context)
    {
        var name = context.Request.RouteValues["name"]!.ToString()!;
        switch (context.Request.RouteValues["platform"])
        {
            case "lichess" when state.Players.Lichess(name).Player is { } player:
                return Enumerable.Range(0, player.Count).Select(player.Id).Distinct();
            case "chess.com" or "chesscom" when state.Players.ChessCom(name).Player is { } player:
                var months = player.Months.Select(month => player.Month(month.Year, month.Month));
                return months.SelectMany(month => Enumerable.Range(0, month.Count).Select(month.Id)).Distinct();
            default:
                return null;
        }
    }
}
