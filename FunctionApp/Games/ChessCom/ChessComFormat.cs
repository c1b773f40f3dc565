using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>
/// Chess.com's records. Ratings are those AFTER the game. The rating before it is known for the player whose archive this is, where the
/// same month holds an earlier game of the same rating list (time class; all live games share one list in a variant): it is that game's
/// rating. A change that contradicts the result means that something in between is missing, and counts as unknown, as does the opponent's.
/// </summary>
sealed class ChessComFormat : GameFormat, IDisposable
{
    static readonly Text Standard = new("standard"u8.ToArray());
    static readonly Text ThreeCheck = new("threeCheck"u8.ToArray());
    static readonly Text KingOfTheHill = new("kingOfTheHill"u8.ToArray());
    static readonly Text Correspondence = new("correspondence"u8.ToArray());

    readonly RatingHistory _ratings = new();
    readonly ChessComPgn _pgn = new();
    readonly PackedPgn _packed = new();
    readonly ChessComPacker _packer;

    public ChessComFormat(string userId, Guid runId)
        : base(userId, Platforms.ChessCom, runId) => _packer = new ChessComPacker(_packed);

    /// <summary>What <c>initial_setup</c> says of a game from the normal position.</summary>
    public static ReadOnlySpan<byte> NormalStart => "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"u8;

    /// <summary>A new month begins: what was remembered belongs to another stretch of games.</summary>
    public void BeginMonth() => _ratings.Clear();

    /// <inheritdoc />
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool TryParse(ReadOnlySpan<byte> record, out ParsedGame game, out string? reason)
    {
        game = default;
        reason = null;
        var rules = default(Text);
        long? end = null;
        long? start = null;
        if (!Utf8.IsValid(record))
            return false;
        try
        {
            var reader = new Utf8JsonReader(record);
            var from = 0;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.NextProperty())
            {
                var name = reader.ValueSpan;
                if (name.SequenceEqual("url"u8))
                    game.Url = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("pgn"u8))
                    game.Pgn = ReadPgn(ref reader, record, ref from);
                else if (name.SequenceEqual("time_control"u8))
                    game.TimeControl = reader.Text(from: from);
                else if (name.SequenceEqual("end_time"u8))
                    end = Milliseconds(reader.Int64());
                else if (name.SequenceEqual("start_time"u8))
                    start = Milliseconds(reader.Int64());
                else if (name.SequenceEqual("rated"u8))
                    game.Rated = reader.Boolean();
                else if (name.SequenceEqual("uuid"u8))
                    game.Id = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("initial_setup"u8))
                    game.InitialFen = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("fen"u8))
                    game.Fen = reader.Text(from: from);
                else if (name.SequenceEqual("time_class"u8))
                    game.Speed = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("rules"u8))
                    rules = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("eco"u8))
                    game.Opening = reader.Text(emptyIsNull: true, from);
                else if (name.SequenceEqual("white"u8))
                    ReadPlayer(ref reader, ref game.White, from);
                else if (name.SequenceEqual("black"u8))
                    ReadPlayer(ref reader, ref game.Black, from);
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

        if (game.Id.IsNull && !NumberOf(game.Url, record, out game.Id))
            reason = "neither uuid nor a number in the url";
        else if (game.Id.Escaped || game.Id.Length > 100)
            reason = "no valid uuid";
        else if (end is not (> 0 and < 253_402_300_800_000))
            reason = "no valid end_time";
        else if (game.White.Name.IsNull && game.Black.Name.IsNull)
            reason = "no players";
        if (reason is not null)
            return false;
        game.EndedAt = end;
        game.PlayedAt = start is > 0 && start <= end ? start.Value : end!.Value;
        SetKind(ref game, record, rules);
        ReadTimeControl(ref game, record);
        SetResult(ref game, record);
        SetRatings(ref game, record);
        if (game.InitialFen.Raw(record).StartsWith(NormalStart))
            game.InitialFen = default;
        return true;
    }

    /// <summary>Gives the scratch buffers back.</summary>
    public void Dispose()
    {
        _pgn.Dispose();
        _packed.Dispose();
    }

    /// <inheritdoc />
    protected override void Complete(ref ParsedGame game, ReadOnlySpan<byte> record)
    {
        var pgn = game.Pgn.Raw(record);
        _packed.Read(pgn);
        if (!_packed.IsRead)
            _pgn.Load(game.Pgn, record);
        else if (game.Opening.IsNull && _packed.Value('u', pgn) is { IsEmpty: false } opening && pgn.Overlaps(opening, out var place))
            game.Opening = new Text(game.Pgn.Start + place, opening.Length, escaped: false);
        // Only daily games carry start_time; of the others the PGN knows when they began.
        if (game.PlayedAt == game.EndedAt
            && (_packed.IsRead ? ChessComPgn.Moment(_packed.Value('D', pgn), _packed.Value('T', pgn)) : _pgn.StartedAt) is { } started
            && started <= game.EndedAt)
        {
            game.PlayedAt = started;
        }
    }

    /// <inheritdoc />
    protected override void WriteTimeControl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (game.TimeControl.IsNull)
            row.Utf8("-"u8);
        else
            row.Write(game.TimeControl, record);
    }

    /// <inheritdoc />
    protected override void WriteOpening(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var pgn = game.Pgn.Raw(record);
        var eco = _packed.IsRead ? _packed.Value('o', pgn) : _pgn.Eco;
        if (ChessComPgn.IsEco(eco))
            row.Utf8(eco);
        else
            row.Null();
        var url = game.Opening.IsNull && !_packed.IsRead ? _pgn.EcoUrl : game.Opening.Raw(record);
        var slug = url[(url.LastIndexOf((byte)'/') + 1)..];
        if (slug.IsEmpty || slug.IndexOf((byte)'\\') >= 0)
        {
            row.Null();
            return;
        }

        var mark = row.BeginText();
        row.Append(slug);
        row.Since(mark).Replace((byte)'-', (byte)' ');
        row.EndText(mark);
    }

    /// <inheritdoc />
    protected override void WriteMoves(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var mark = row.BeginText();
        if (!_packed.IsRead || !_packed.TryWriteMoves(game.Pgn.Raw(record), game.Result, row))
        {
            if (_packed.IsRead)
                _pgn.Load(game.Pgn, record);
            _pgn.WriteMoves(row);
        }

        row.EndText(mark);
    }

    /// <inheritdoc />
    protected override void WriteClocks(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (_packed.Clocks.IsEmpty)
            row.Null();
        else
            row.Utf8(_packed.Clocks);
    }

    /// <inheritdoc />
    protected override RecordPacker Packer => _packer;

    /// <inheritdoc />
    protected override void WriteUrl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (game.Url.IsNull)
            row.Utf8(default);
        else
            row.Write(game.Url, record);
    }

    // No date is so far away.
    static long? Milliseconds(long? seconds) => seconds is > -1_000_000_000_000 and < 1_000_000_000_000 ? seconds * 1000 : null;

    // Goes on with a new reader behind the PGN, which the old one would read byte by byte.
    static Text ReadPgn(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ref int from)
    {
        var start = from + (int)reader.BytesConsumed;
        if (start == record.Length || record[start] != '"' || JsonText.FindEnd(record[(start + 1)..]) is var length && length < 0)
            return reader.Text(emptyIsNull: true, from);
        reader.ContinueAt(record, ref from, start + 1 + length + 1);
        return length == 0 ? default : new Text(start + 1, length, escaped: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void ReadPlayer(ref Utf8JsonReader reader, ref ParsedPlayer player, int from)
    {
        if (!reader.Enter())
            return;
        while (reader.NextProperty())
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("rating"u8))
                player.After = reader.Int32();
            else if (name.SequenceEqual("result"u8))
                player.Result = reader.Text(from: from);
            else if (name.SequenceEqual("username"u8))
                player.Name = reader.Text(emptyIsNull: true, from);
            else
                reader.SkipValue();
        }
    }

    // The url's form changed over the years; the number, or for a while in 2024 the uuid, at its end did not.
    static bool NumberOf(in Text url, ReadOnlySpan<byte> record, out Text id)
    {
        id = default;
        if (url.IsNull)
            return false;
        var raw = url.Raw(record);
        var slash = raw.LastIndexOf((byte)'/');
        var tail = raw[(slash + 1)..];
        var query = tail.IndexOfAny((byte)'?', (byte)'#');
        if (query >= 0)
            tail = tail[..query];
        if (tail.IsEmpty || tail.IndexOfAnyExcept("0123456789abcdefABCDEF-"u8) >= 0)
            return false;
        record.Overlaps(tail, out var start);
        id = new Text(start, tail.Length, escaped: false);
        return true;
    }

    static void SetKind(ref ParsedGame game, ReadOnlySpan<byte> record, in Text rules)
    {
        var word = rules.Raw(record);
        game.Variant = word.IsEmpty || word.SequenceEqual("chess"u8) ? Standard
            : word.SequenceEqual("threecheck"u8) ? ThreeCheck
            : word.SequenceEqual("kingofthehill"u8) ? KingOfTheHill
            : rules;
        if (game.Speed.IsNull)
            game.Speed = Terminations.Unknown;
        else if (game.Speed.Raw(record).SequenceEqual("daily"u8))
            game.Speed = Correspondence;
    }

    static void ReadTimeControl(ref ParsedGame game, ReadOnlySpan<byte> record)
    {
        Span<byte> plain = stackalloc byte[32];
        var raw = game.TimeControl.Raw(record);
        if (raw.Length is 0 or > 32)
            return;
        try
        {
            plain = plain[..JsonText.Unescape(raw, plain)];
        }
        catch (FormatException)
        {
            return; // Half of a surrogate pair: the record is skipped when its row is written.
        }

        if (!Utf8Parser.TryParse(plain, out int first, out var used))
            return;
        if (used == plain.Length)
            (game.InitialSeconds, game.IncrementSeconds) = (first, 0);
        else if (plain[used] == '+' && Utf8Parser.TryParse(plain[(used + 1)..], out int increment, out _))
            (game.InitialSeconds, game.IncrementSeconds) = (first, increment);
        else if (plain[used] == '/' && Utf8Parser.TryParse(plain[(used + 1)..], out int perMove, out _))
            game.MoveSeconds = perMove;
    }

    static void SetResult(ref ParsedGame game, ReadOnlySpan<byte> record)
    {
        var white = game.White.Result.Raw(record);
        var black = game.Black.Result.Raw(record);
        if (white.SequenceEqual("win"u8))
            (game.Result, game.Termination) = (GameResults.White, Reason(game.Black.Result, black));
        else if (black.SequenceEqual("win"u8))
            (game.Result, game.Termination) = (GameResults.Black, Reason(game.White.Result, white));
        else if (!white.IsEmpty && white.SequenceEqual(black)) // Only draws give both sides the same word.
            (game.Result, game.Termination) = (GameResults.Draw, Reason(game.White.Result, white));
        else
            (game.Result, game.Termination) = (GameResults.None, white.IsEmpty ? Terminations.Unknown : Reason(game.White.Result, white));
    }

    static Text Reason(in Text result, ReadOnlySpan<byte> word) =>
        word.SequenceEqual("checkmated"u8) ? Terminations.Checkmate
        : word.SequenceEqual("timeout"u8) ? Terminations.Time
        : word.SequenceEqual("resigned"u8) ? Terminations.Resignation
        : word.SequenceEqual("abandoned"u8) ? Terminations.Abandonment
        : word.SequenceEqual("agreed"u8) ? Terminations.Agreement
        : word.SequenceEqual("repetition"u8) ? Terminations.Repetition
        : word.SequenceEqual("stalemate"u8) ? Terminations.Stalemate
        : word.SequenceEqual("insufficient"u8) ? Terminations.InsufficientMaterial
        : word.SequenceEqual("50move"u8) ? Terminations.FiftyMoves
        : word.SequenceEqual("timevsinsufficient"u8) ? Terminations.TimeAndInsufficientMaterial
        : word.SequenceEqual("kingofthehill"u8) || word.SequenceEqual("threecheck"u8) ? Terminations.VariantEnd
        : word.SequenceEqual("bughousepartnerlose"u8) ? Terminations.PartnerLost
        : word.IsEmpty || word.SequenceEqual("lose"u8) ? Terminations.Unknown
        : result;

    void SetRatings(ref ParsedGame game, ReadOnlySpan<byte> record)
    {
        if (IsUser(game.White, record))
            _ratings.Apply(ref game.White, game, record, game.Result == GameResults.White, game.Result == GameResults.Black);
        else if (IsUser(game.Black, record))
            _ratings.Apply(ref game.Black, game, record, game.Result == GameResults.Black, game.Result == GameResults.White);
    }
}
