using ProviderSimulator.Hosting;
using ProviderSimulator.Players;

namespace ProviderSimulator.ChessCom;

/// <summary>A month of a made-up player.</summary>
/// <param name="player">Whose.</param>
/// <param name="first">Position of the month's first game.</param>
/// <param name="count">How many games.</param>
/// <param name="revision">How often the month was changed.</param>
sealed class GeneratedChessComMonth(GeneratedChessComPlayer player, int first, int count, int revision) : IChessComMonth
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public int Parts => Math.Max(1, count);

    /// <inheritdoc/>
    public string Id(int number)
    {
        var game = player.Timeline.At(first + number);
        var slot = ChessComBlock.Slots[game.Slot];
        return slot.AsWhite.HasUuid
            ? ChessComIds.GameUuid(player.Seed, game.Index)
            : ChessComIds.GameNumber(player.Seed, game.Index).ToString();
    }

    /// <inheritdoc/>
    public void Write(int part, Utf8Buffer buffer)
    {
        buffer.Append(part == 0 ? "{\"games\":["u8 : ","u8);
        if (count > 0) WriteGame(part, buffer);
        if (part == Parts - 1) buffer.Append("]}"u8);
    }

    void WriteGame(int number, Utf8Buffer buffer)
    {
        var game = player.Timeline.At(first + number);
        var slot = ChessComBlock.Slots[game.Slot];
        var plan = slot.Plan;
        var bits = Dice.Mix(player.Seed + (ulong)game.Index);
        var isWhite = (bits & 1) == 0;
        var template = isWhite ? slot.AsWhite : slot.AsBlack;
        var opponent = Opponents.All[(int)((bits >> 8) % Opponents.Count)];
        var own = player.Ratings[game.Slot] + slot.Change;
        var others = player.Ratings[game.Slot] + slot.OpponentOffset - slot.Change;
        var (whiteName, blackName) = isWhite ? (player.Name, opponent.Name) : (opponent.Name, player.Name);
        var (whiteElo, blackElo) = isWhite ? (own, others) : (others, own);
        var uuid = ChessComIds.GameUuid(player.Seed, game.Index);
        var url = Address(plan, ChessComIds.GameNumber(player.Seed, game.Index), uuid);
        var end = DateTimeOffset.FromUnixTimeMilliseconds(game.Time);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(game.Other ?? game.Time - slot.Duration);

        buffer.Append("{\"url\":\""u8);
        buffer.Append(url);
        buffer.Append("\""u8);
        if (template.HasPgn)
        {
            buffer.Append(",\"pgn\":\"[Event \\\""u8);
            buffer.Append(plan.IsDaily ? "Let's Play!"u8 : "Live Chess"u8);
            buffer.Append("\\\"]\\n[Site \\\"Chess.com\\\"]\\n[Date \\\""u8);
            Date(buffer, start);
            buffer.Append("\\\"]\\n[Round \\\"-\\\"]"u8);
            Tag(buffer, "White"u8, whiteName);
            Tag(buffer, "Black"u8, blackName);
            Tag(buffer, "Result"u8, template.WhiteWon switch { true => "1-0", false => "0-1", _ => "1/2-1/2" });
            buffer.Append("\\n"u8);
            buffer.Append(template.Position);
            buffer.Append("[UTCDate \\\""u8);
            Date(buffer, start);
            buffer.Append("\\\"]\\n[UTCTime \\\""u8);
            Time(buffer, start);
            buffer.Append("\\\"]\\n[WhiteElo \\\""u8);
            buffer.Append(whiteElo);
            buffer.Append("\\\"]\\n[BlackElo \\\""u8);
            buffer.Append(blackElo);
            buffer.Append("\\\"]"u8);
            Tag(buffer, "TimeControl"u8, plan.TimeControl);
            buffer.Append("\\n[Termination \\\""u8);
            if (template.WhiteWon is { } whiteWon) buffer.Append(whiteWon ? whiteName : blackName);
            buffer.Append(template.Termination);
            buffer.Append("\\\"]\\n[StartTime \\\""u8);
            Time(buffer, start);
            buffer.Append("\\\"]\\n[EndDate \\\""u8);
            Date(buffer, end);
            buffer.Append("\\\"]\\n[EndTime \\\""u8);
            Time(buffer, end);
            buffer.Append("\\\"]"u8);
            Tag(buffer, "Link"u8, url);
            buffer.Append("\\n\\n"u8);
            buffer.Append(template.Moves);
            buffer.Append("\""u8);
        }

        buffer.Append(",\"time_control\":\""u8);
        buffer.Append(plan.TimeControl);
        buffer.Append("\""u8);
        if (plan.IsDaily)
        {
            buffer.Append(",\"start_time\":"u8);
            buffer.Append(start.ToUnixTimeSeconds());
        }

        buffer.Append(",\"end_time\":"u8);
        buffer.Append(game.Time / 1000);
        buffer.Append(plan.Rated ? ",\"rated\":true"u8 : ",\"rated\":false"u8);
        if (number == 0 && revision > 0 && template.HasUuid)
        {
            buffer.Append(",\"accuracies\":{\"white\":"u8);
            buffer.Append(50 + revision % 50);
            buffer.Append(".25,\"black\":61.5}"u8);
        }
        else buffer.Append(template.Accuracies);
        buffer.Append(template.Tcn);
        if (template.HasUuid)
        {
            buffer.Append(",\"uuid\":\""u8);
            buffer.Append(uuid);
            buffer.Append("\""u8);
        }

        buffer.Append(template.Setup);
        buffer.Append(template.Class);
        WriteSide(buffer, ",\"white\":{\"rating\":"u8, whiteElo, template.WhiteResult, isWhite ? player.Side : opponent.ChessComSide);
        WriteSide(buffer, ",\"black\":{\"rating\":"u8, blackElo, template.BlackResult, isWhite ? opponent.ChessComSide : player.Side);
        buffer.Append(template.Tail);
    }

    static string Address(ChessComPlan plan, long number, string uuid) => plan.Kind switch
    {
        ChessComKind.OldShape or ChessComKind.OldAddress => $"https://www.chess.com/live/game/{number}",
        ChessComKind.AddressWithUuid => $"https://www.chess.com/game/{uuid}",
        _ => $"https://www.chess.com/game/{(plan.IsDaily ? "daily" : "live")}/{number}",
    };

    static void WriteSide(Utf8Buffer buffer, ReadOnlySpan<byte> head, int rating, byte[] result, byte[] side)
    {
        buffer.Append(head);
        buffer.Append(rating);
        buffer.Append(",\"result\":\""u8);
        buffer.Append(result);
        buffer.Append("\""u8);
        buffer.Append(side);
    }

    static void Tag(Utf8Buffer buffer, ReadOnlySpan<byte> name, string value)
    {
        buffer.Append("\\n["u8);
        buffer.Append(name);
        buffer.Append(" \\\""u8);
        buffer.Append(value);
        buffer.Append("\\\"]"u8);
    }

    static void Date(Utf8Buffer buffer, DateTimeOffset time)
    {
        buffer.AppendPadded(time.Year, 4);
        buffer.Append("."u8);
        buffer.AppendPadded(time.Month, 2);
        buffer.Append("."u8);
        buffer.AppendPadded(time.Day, 2);
    }

    static void Time(Utf8Buffer buffer, DateTimeOffset time)
    {
        buffer.AppendPadded(time.Hour, 2);
        buffer.Append(":"u8);
        buffer.AppendPadded(time.Minute, 2);
        buffer.Append(":"u8);
        buffer.AppendPadded(time.Second, 2);
    }
}
