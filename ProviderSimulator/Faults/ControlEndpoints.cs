using System.Text.Json;
using ProviderSimulator.Hosting;

namespace ProviderSimulator.Faults;

/// <summary>Changes the simulator while it runs, and tells what it did.</summary>
sealed class ControlEndpoints(SimulatorState state)
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/_control", (RequestDelegate)ControlAsync);
        routes.MapPost("/_reset", (RequestDelegate)(context =>
        {
            state.Statistics.Reset();
            state.Players.Reset();
            state.Faults.Use(new FaultSettings(), state.Initial.Seed);
            state.Faults.Script([]);
            state.Options = state.Initial;
            return Answers.JsonAsync(context, 200, "{}");
        }));
        routes.MapGet("/_stats", (RequestDelegate)(context =>
            Answers.JsonAsync(context, 200, JsonSerializer.Serialize(state.Statistics.Snapshot(), Json))));
    }

    async Task ControlAsync(HttpContext context)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync<ControlRequest>(context.Request.Body, Json, context.RequestAborted);
            if (request is not null) Apply(request);
            var settings = new { settings = state.Options, faults = state.Faults.Settings };
            await Answers.JsonAsync(context, 200, JsonSerializer.Serialize(settings, Json));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            await Answers.JsonAsync(context, 400, JsonSerializer.Serialize(new { error = exception.Message }));
        }
    }

    void Apply(ControlRequest request)
    {
        var options = state.Options;
        state.Options = options with
        {
            Latency = request.LatencyMs is { } latency ? TimeSpan.FromMilliseconds(latency) : options.Latency,
            GamesPerSecond = request.GamesPerSecond ?? options.GamesPerSecond,
            LichessDownloads = request.LichessDownloads ?? options.LichessDownloads,
            ChessComParallel = request.ChesscomParallel ?? options.ChessComParallel,
        };
        if (request.Faults is not null || request.Seed is not null) state.Faults.Use(request.Faults ?? state.Faults.Settings, request.Seed);
        if (request.Script is { } script) state.Faults.Script(script);
        foreach (var (name, games) in request.Players ?? []) state.Players.SetGames(name, games);
        if (request.Add is { } add)
        {
            if (add.Platform is not ("lichess" or "chess.com")) throw new FormatException("platform: lichess or chess.com");
            state.Players.Add(add.Platform, add.Player, add.Games, add.Late, add.At);
        }

        if (request.ChangeMonth is { } change) state.Players.ChangeMonth(change.Player, change.Year, change.Month);
    }
}
