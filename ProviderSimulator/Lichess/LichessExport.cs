using System.Text.Encodings.Web;
using System.Text.Json;
using ProviderSimulator.Faults;
using ProviderSimulator.Hosting;

namespace ProviderSimulator.Lichess;

/// <summary>Streams a player's games.</summary>
sealed class LichessExport(Statistics statistics, TimeProvider time)
{
    const int Chunk = 64 * 1024;
    static readonly byte[] GarbageLine = "{\"id\":\"~~~~~~~~\",\"rated\":tru\\e,\"players\":{\"white\":[[}\n"u8.ToArray();

    /// <summary>Answers one request; memory does not depend on how many games there are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="player">Whose games.</param>
    /// <param name="query">Which of them and how.</param>
    /// <param name="asPgn">PGN instead of NDJSON.</param>
    /// <param name="throttle">Games a second, asked for again and again; 0 for as fast as possible.</param>
    /// <param name="fault">What is to go wrong.</param>
    public async Task SendAsync(
        HttpContext context, ILichessPlayer player, LichessQuery query, bool asPgn, Func<double> throttle, Fault fault)
    {
        var stream = context.Response.Body;
        var aborted = context.RequestAborted;
        context.Response.ContentType = asPgn ? "application/x-chess-pgn" : "application/x-ndjson";
        var playerId = player.Name.ToLowerInvariant();
        var oldest = player.Before(query.Since);
        var end = query.Until == long.MaxValue ? player.Count : player.Before(query.Until);
        if (!query.Finished) end = oldest;
        var (gamesPerSecond, pace, began, paced) = (0.0, int.MaxValue, 0L, 0L);
        using var buffer = new Utf8Buffer();
        var (sent, unsent) = (0L, 0);
        await context.Response.StartAsync(aborted);
        SetPace();
        for (var step = 0; step < end - oldest && sent < query.Max; step++)
        {
            var position = query.Ascending ? oldest + step : end - 1 - step;
            var start = buffer.Length;
            player.Write(position, buffer, query.Fields);
            if ((query.HasFilter || query.PgnInJson || asPgn) && !Rewrite(buffer, start, query, playerId, asPgn)) continue;
            if (fault.Kind != FaultKind.None && sent == fault.After && await StrikeAsync(start)) return;
            sent++;
            unsent++;
            if (buffer.Length < Chunk && unsent < pace) continue;
            await FlushAsync();
            if (fault.LineDelay > TimeSpan.Zero) await Task.Delay(fault.LineDelay, time, aborted);
            SetPace();
            if (gamesPerSecond <= 0) continue;
            var ahead = TimeSpan.FromSeconds((sent - paced) / gamesPerSecond) - time.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead, time, aborted);
        }

        // A stream shorter than the fault's place fails at its end.
        if (fault.Kind == FaultKind.Cut && sent <= fault.After)
        {
            await FlushAsync();
            throw new CutException();
        }

        await FlushAsync();

        // The throttle may change while the answer is under way.
        void SetPace()
        {
            if (throttle() is var now && now == gamesPerSecond && began != 0) return;
            (gamesPerSecond, began, paced) = (now, time.GetTimestamp(), sent);
            pace = fault.LineDelay > TimeSpan.Zero ? 1 : now > 0 ? Math.Max(1, (int)(now / 20)) : int.MaxValue;
        }

        async Task FlushAsync()
        {
            await stream.WriteAsync(buffer.Written, aborted);
            await stream.FlushAsync(aborted);
            statistics.Sent(unsent, buffer.Length);
            buffer.Clear();
            unsent = 0;
        }

        // The game that is about to be sent stands in the buffer from `start` on. True when the answer is over.
        async Task<bool> StrikeAsync(int start)
        {
            var game = buffer.Written[start..].ToArray();
            buffer.Truncate(start);
            await FlushAsync();
            if (fault.Kind == FaultKind.CleanEnd) return true;
            if (fault.Kind == FaultKind.Cut)
            {
                await stream.WriteAsync(game.AsMemory(0, game.Length / 2), aborted);
                await stream.FlushAsync(aborted);
                throw new CutException();
            }

            if (fault.Kind == FaultKind.Garbage) buffer.Append(GarbageLine);
            if (fault.Kind == FaultKind.Stall) await Task.Delay(fault.StallFor, time, aborted);
            buffer.Append(game);
            return false;
        }
    }

    static bool Rewrite(Utf8Buffer buffer, int start, LichessQuery query, string playerId, bool asPgn)
    {
        using var document = JsonDocument.Parse(buffer.Written[start..]);
        var game = document.RootElement;
        if (query.HasFilter && !query.Wants(game, playerId))
        {
            buffer.Truncate(start);
            return false;
        }

        if (asPgn)
        {
            var pgn = game.TryGetProperty("pgn", out var recorded) ? recorded.GetString() + "\n\n\n" : LichessPgn.Write(game);
            buffer.Truncate(start);
            buffer.Append(pgn);
        }
        else if (query.PgnInJson && !game.TryGetProperty("pgn", out _))
        {
            var pgn = JsonEncodedText.Encode(LichessPgn.Write(game).TrimEnd() + "\n", JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
            var closing = buffer.Written[start..].Span.LastIndexOf((byte)'}');
            buffer.Truncate(start + closing);
            buffer.Append($",\"pgn\":\"{pgn}\"}}\n");
        }

        return true;
    }
}
