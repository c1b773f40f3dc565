using ProviderSimulator.Faults;
using ProviderSimulator.Hosting;
using ProviderSimulator.Players;

namespace ProviderSimulator.Lichess;

/// <summary>The part of Lichess' API that imports use.</summary>
sealed class LichessEndpoints(SimulatorState state)
{
    const string Platform = "lichess";

    static readonly string[] Crawlers =
    [
        "curl", "wget", "python-requests", "python-urllib", "python-httpx", "okhttp", "axios", "undici", "aiohttp", "headlesschrome",
    ];

    readonly LichessExport _export = new(state.Statistics, state.Time);

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/games/user/{name}", (RequestDelegate)(context => CountedAsync(context, "export", ExportAsync)));
        routes.MapGet("/api/user/{name}", (RequestDelegate)(context => CountedAsync(context, "user", UserAsync)));
    }

    async Task CountedAsync(HttpContext context, string kind, Func<HttpContext, Fault, Task> answer)
    {
        state.Statistics.Begin(Platform, kind);
        try
        {
            if (state.Options.Latency > TimeSpan.Zero) await Task.Delay(state.Options.Latency, state.Time, context.RequestAborted);
            var fault = state.Faults.Throw(context.Request);
            if (fault.Kind != FaultKind.None) state.Statistics.Fault(FaultDice.Name(fault.Kind));
            switch (fault.Kind)
            {
                case FaultKind.TooManyRequests:
                    Answers.RetryAfter(context, fault);
                    await Answers.JsonAsync(context, 429, "{\"error\":\"Too many requests. Try again later.\"}");
                    break;
                case FaultKind.ServerError:
                    await Answers.HtmlAsync(context, 500, "Internal server error");
                    break;
                case FaultKind.InternalError when kind == "export":
                    await NotFoundAsync(context, false);
                    break;
                default:
                    await answer(context, fault);
                    break;
            }
        }
        finally
        {
            state.Statistics.End(Platform, context.Response.StatusCode);
        }
    }

    async Task ExportAsync(HttpContext context, Fault fault)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        if (Crawlers.Any(crawler => agent.Contains(crawler, StringComparison.OrdinalIgnoreCase)))
        {
            await Answers.HtmlAsync(context, 404, "Page not found");
            return;
        }

        var query = LichessQuery.Read(context.Request.Query, out var error);
        if (query is null)
        {
            await Answers.JsonAsync(context, 400, $"{{\"error\":\"{error}\"}}");
            return;
        }

        if (!state.LichessDownloads.TryEnter(state.Options.LichessDownloads))
        {
            state.Statistics.Fault("parallel-429");
            await Answers.JsonAsync(context, 429, "{\"error\":\"Please only run 1 request(s) at a time\"}");
            return;
        }

        try
        {
            var accept = context.Request.Headers.Accept.ToString();
            var asPgn = !accept.Contains("json", StringComparison.OrdinalIgnoreCase);
            var found = state.Players.Lichess(context.Request.RouteValues["name"]!.ToString()!);
            if (found.Player is null) await NotFoundAsync(context, asPgn);
            else await _export.SendAsync(context, found.Player, query, asPgn, () => query.Throttle ?? state.Options.GamesPerSecond, fault);
        }
        finally
        {
            state.LichessDownloads.Leave();
        }
    }

    async Task UserAsync(HttpContext context, Fault fault)
    {
        var found = state.Players.Lichess(context.Request.RouteValues["name"]!.ToString()!);
        if (found.State == AccountState.Unknown) await NotFoundAsync(context, false);
        else if (found.State == AccountState.Closed)
            await Answers.JsonAsync(context, 200,
                $"{{\"id\":\"{found.Name.ToLowerInvariant()}\",\"username\":\"{found.Name}\",\"disabled\":true}}");
        else await Answers.JsonAsync(context, 200, LichessUser.Write(found.Player!, found.State == AccountState.Marked));
    }

    static Task NotFoundAsync(HttpContext context, bool asPage) => asPage
        ? Answers.HtmlAsync(context, 404, "Page not found")
        : Answers.JsonAsync(context, 404, "{\"error\":\"Not found.\"}");
}
