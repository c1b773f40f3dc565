using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.Lichess;

/// <summary>
/// Lichess's records. Ratings are those before the game; <c>ratingDiff</c> is absent in casual games. AI opponents have a level and no
/// name, anonymous ones nothing at all. A game without a winner is a draw if its status says how, else without a result.
/// </summary>
sealed class LichessFormat(string userId, Guid runId) : GameFormat(userId, Platforms.Lichess, runId)
{
    static readonly Text Standard = new("standard"u8.ToArray());

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryParse(ReadOnlySpan<byte> record, out ParsedGame game, out string? reason)
    {
        game = default;
        reason = null;
        var created = (long?)null;
        var status = default(Text);
        var winner = default(Text);
        if (!Utf8.IsValid(record))
            return false;
        try
        {
            var from = 0;
            var reader = new Utf8JsonReader(record);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.NextProperty())
            {
                var name = reader.ValueSpan;
                if (name.SequenceEqual("id"u8))
                    game.Id = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("rated"u8))
                    game.Rated = reader.Boolean();
                else if (name.SequenceEqual("variant"u8))
                    game.Variant = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("speed"u8))
                    game.Speed = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("createdAt"u8))
                    created = reader.Int64();
                else if (name.SequenceEqual("lastMoveAt"u8))
                    game.EndedAt = reader.Int64();
                else if (name.SequenceEqual("status"u8))
                    status = reader.Text(from: from);
                else if (name.SequenceEqual("players"u8))
                    ReadPlayers(ref reader, ref game, from);
                else if (name.SequenceEqual("winner"u8))
                    winner = reader.Text(from: from);
                else if (name.SequenceEqual("opening"u8))
                    ReadOpening(ref reader, ref game, from);
                else if (name.SequenceEqual("moves"u8))
                    game.Moves = reader.Text(from: from);
                else if (name.SequenceEqual("clocks"u8))
                    game.Clocks = reader.Numbers(record, ref from);
                else if (name.SequenceEqual("clock"u8))
                    ReadClock(ref reader, ref game);
                else if (name.SequenceEqual("daysPerTurn"u8))
                    game.MoveSeconds = reader.Int32() is { } days and > 0 and < 10_000 ? days * 86_400 : null;
                else if (name.SequenceEqual("initialFen"u8))
                    game.InitialFen = reader.Text(emptyIsNull: true, from);
                else
                    reader.SkipValue();
            }

            if (reader.CurrentDepth != 0 || reader.Read())
                return false;
        }
        catch (JsonException)
        {
            return false;
        }

        if (game.Id.IsNull || game.Id.Escaped || game.Id.Length > 100)
            reason = "no id";
        else if (created is not { } at || !IsDate(at) || (game.EndedAt is { } ended && !IsDate(ended)))
            reason = "no valid createdAt";
        else
            game.PlayedAt = at;
        if (reason is not null)
            return false;
        if (game.Variant.IsNull)
            game.Variant = Standard;
        if (game.Speed.IsNull)
            game.Speed = Terminations.Unknown;
        SetResult(ref game, status, status.Raw(record), winner.Raw(record));
        return true;
    }

    /// <inheritdoc />
    protected override void WriteTimeControl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var mark = row.BeginText();
        if (game.InitialSeconds is { } initial)
        {
            row.Number(initial);
            row.Append("+"u8);
            row.Number(game.IncrementSeconds ?? 0);
        }
        else if (game.MoveSeconds is { } seconds)
        {
            row.Append("1/"u8);
            row.Number(seconds);
        }
        else
        {
            row.Append("-"u8);
        }

        row.EndText(mark);
    }

    /// <inheritdoc />
    protected override void WriteOpening(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        row.Write(game.Eco, record);
        row.Write(game.Opening, record);
    }

    /// <inheritdoc />
    protected override void WriteMoves(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (game.Moves.IsNull)
            row.Utf8(default);
        else
            row.Write(game.Moves, record);
    }

    /// <inheritdoc />
    protected override void WriteClocks(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var clocks = game.Clocks.Raw(record);
        if (clocks.IsEmpty)
        {
            row.Null();
            return;
        }

        row.Utf8(clocks);
        row.Since(row.Mark() - clocks.Length).Replace((byte)',', (byte)' ');
    }

    /// <inheritdoc />
    protected override RecordPacker Packer { get; } = new LichessPacker();

    /// <inheritdoc />
    protected override void WriteUrl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var mark = row.BeginText();
        row.Append("https://lichess.org/"u8);
        row.Append(game.Id.Raw(record));
        row.EndText(mark);
    }

    // The span of .NET's dates, which lies inside PostgreSQL's.
    static bool IsDate(long milliseconds) => milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000;

    static void ReadPlayers(ref Utf8JsonReader reader, ref ParsedGame game, int from)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueSpan.SequenceEqual("white"u8))
                ReadPlayer(ref reader, ref game.White, from);
            else if (reader.ValueSpan.SequenceEqual("black"u8))
                ReadPlayer(ref reader, ref game.Black, from);
            else
                reader.SkipValue();
        }
    }

    static void ReadPlayer(ref Utf8JsonReader reader, ref ParsedPlayer player, int from)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("user"u8))
                ReadUser(ref reader, ref player, from);
            else if (name.SequenceEqual("rating"u8))
                player.Rating = reader.Int32();
            else if (name.SequenceEqual("ratingDiff"u8))
                player.Change = reader.Int32();
            else if (name.SequenceEqual("aiLevel"u8))
                player.AiLevel = reader.Int32();
            else
                reader.SkipValue();
        }

        player.After = player.Rating + player.Change;
    }

    static void ReadUser(ref Utf8JsonReader reader, ref ParsedPlayer player, int from)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueSpan.SequenceEqual("name"u8))
                player.Name = reader.Text(emptyIsNull: true, from);
            else if (reader.ValueSpan.SequenceEqual("id"u8))
                player.Id = reader.Text(emptyIsNull: true, from);
            else
                reader.SkipValue();
        }
    }

    static void ReadOpening(ref Utf8JsonReader reader, ref ParsedGame game, int from)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueSpan.SequenceEqual("eco"u8))
                game.Eco = reader.Text(emptyIsNull: true, from);
            else if (reader.ValueSpan.SequenceEqual("name"u8))
                game.Opening = reader.Text(emptyIsNull: true, from);
            else
                reader.SkipValue();
        }
    }

    static void ReadClock(ref Utf8JsonReader reader, ref ParsedGame game)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            if (reader.ValueSpan.SequenceEqual("initial"u8))
                game.InitialSeconds = reader.Int32();
            else if (reader.ValueSpan.SequenceEqual("increment"u8))
                game.IncrementSeconds = reader.Int32();
            else
                reader.SkipValue();
        }
    }

    static void SetResult(ref ParsedGame game, Text status, ReadOnlySpan<byte> word, ReadOnlySpan<byte> winner)
    {
        var drawn = false;
        if (word.SequenceEqual("mate"u8))
            game.Termination = Terminations.Checkmate;
        else if (word.SequenceEqual("resign"u8))
            game.Termination = Terminations.Resignation;
        else if (word.SequenceEqual("outoftime"u8))
            (game.Termination, drawn) = (Terminations.Time, true);
        else if (word.SequenceEqual("timeout"u8))
            (game.Termination, drawn) = (Terminations.Abandonment, true);
        else if (word.SequenceEqual("stalemate"u8))
            (game.Termination, drawn) = (Terminations.Stalemate, true);
        else if (word.SequenceEqual("draw"u8))
            (game.Termination, drawn) = (Terminations.Draw, true);
        else if (word.SequenceEqual("insufficientMaterialClaim"u8))
            (game.Termination, drawn) = (Terminations.InsufficientMaterial, true);
        else if (word.SequenceEqual("variantEnd"u8))
            (game.Termination, drawn) = (Terminations.VariantEnd, true);
        else if (word.SequenceEqual("cheat"u8))
            game.Termination = Terminations.Cheat;
        else if (word.SequenceEqual("noStart"u8))
            game.Termination = Terminations.NoStart;
        else if (word.SequenceEqual("unknownFinish"u8) || word.IsEmpty)
            game.Termination = Terminations.Unknown;
        else
            game.Termination = status;
        game.Result = winner.SequenceEqual("white"u8) ? GameResults.White
            : winner.SequenceEqual("black"u8) ? GameResults.Black
            : drawn ? GameResults.Draw : GameResults.None;
    }
}
