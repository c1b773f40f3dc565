using System.Buffers.Text;
using System.Text;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>
/// Packs Chess.com's records. The letters stand for values in PGN tags, in members, or both; the database's <c>chesscom_pgn</c> and
/// <c>chesscom_member</c> read them: they never change their meaning.
/// </summary>
sealed class ChessComPacker(PackedPgn pgn) : RecordPacker(Names)
{
    const char Pgn = '!';
    const int Moment = 19;

    static readonly NameTemplate Names = new(
        ('l', "\"url\":\"", null), (Pgn, "\"pgn\":\"", null), ('c', "\"time_control\":\"", null), ('n', "\"end_time\":", null),
        ('m', "\"rated\":", null), ('i', "\"uuid\":\"", null), ('h', "\"initial_setup\":\"", null), ('k', "\"time_class\":\"", null),
        ('v', "\"rules\":\"", null),
        (Pgn, "\"white\":{", new(('W', "\"rating\":"), ('X', "\"result\":\""), ('A', "\"@id\":\""), ('w', "\"username\":\""))),
        (Pgn, "\"black\":{", new(('B', "\"rating\":"), ('Y', "\"result\":\""), ('C', "\"@id\":\""), ('b', "\"username\":\""))),
        ('u', "\"eco\":\"", null));

    readonly byte[] _began = new byte[Moment];
    readonly byte[] _ended = new byte[Moment];
    readonly byte[] _scratch = new byte[256];

    // The column's word, the record's word for who did not win, and how the PGN says it, behind the winner's name if somebody won.
    static readonly (byte[] Termination, byte[] Word, byte[] Phrase)[] Endings =
    [
        ("resignation"u8.ToArray(), "resigned"u8.ToArray(), " won by resignation"u8.ToArray()),
        ("time"u8.ToArray(), "timeout"u8.ToArray(), " won on time"u8.ToArray()),
        ("checkmate"u8.ToArray(), "checkmated"u8.ToArray(), " won by checkmate"u8.ToArray()),
        ("abandonment"u8.ToArray(), "abandoned"u8.ToArray(), " won - game abandoned"u8.ToArray()),
        ("agreement"u8.ToArray(), "agreed"u8.ToArray(), "Game drawn by agreement"u8.ToArray()),
        ("repetition"u8.ToArray(), "repetition"u8.ToArray(), "Game drawn by repetition"u8.ToArray()),
        ("insufficient_material"u8.ToArray(), "insufficient"u8.ToArray(), "Game drawn by insufficient material"u8.ToArray()),
        ("stalemate"u8.ToArray(), "stalemate"u8.ToArray(), "Game drawn by stalemate"u8.ToArray()),
        ("time_insufficient_material"u8.ToArray(), "timevsinsufficient"u8.ToArray(),
            "Game drawn by timeout vs insufficient material"u8.ToArray()),
        ("fifty_moves"u8.ToArray(), "50move"u8.ToArray(), "Game drawn by 50-move rule"u8.ToArray()),
    ];

    static ReadOnlySpan<byte> PlayerPages => "https://api.chess.com/pub/player/"u8;

    static ReadOnlySpan<byte> OpeningPages => "https://www.chess.com/openings/"u8;

    /// <inheritdoc />
    public override bool CanPack(in ParsedGame game, ReadOnlySpan<byte> record)
    {
        if (!pgn.IsRead || !GameFormat.IsFirst(game.Pgn, "\"pgn\":\""u8, record))
            return false;
        var before = record[..game.Pgn.Start];
        var after = record[(game.Pgn.Start + game.Pgn.Length)..];
        // PostgreSQL refuses some of these escapes, e.g. that of U+0000, wherever in the text they are.
        return pgn.CanPack(game.Pgn.Raw(record)) && before.IndexOf("\\u"u8) < 0 && after.IndexOf("\\u"u8) < 0
            && before.IndexOf(Run) < 0 && after.IndexOf(Run) < 0;
    }

    /// <inheritdoc />
    protected override void Begin(in ParsedGame game)
    {
        Format(game.PlayedAt, _began);
        Format(game.EndedAt ?? 0, _ended);
    }

    /// <inheritdoc />
    public override ReadOnlySpan<byte> Told(byte letter, in ParsedGame game, ReadOnlySpan<byte> record) => (char)letter switch
    {
        'e' => "Live Chess"u8,
        's' => "Chess.com"u8,
        'r' => "-"u8,
        'z' => "UTC"u8,
        'X' => ResultWord(game, game.Result == GameResults.White, record),
        'Y' => ResultWord(game, game.Result == GameResults.Black, record),
        'q' => Ending(game, record),
        'v' => "chess"u8,
        'h' => ChessComFormat.NormalStart,
        'd' or 'D' => _began.AsSpan(0, 10),
        't' or 'T' => _began.AsSpan(11),
        'f' => _ended.AsSpan(0, 10),
        'g' => _ended.AsSpan(11),
        'n' => Number(game.EndedAt / 1000),
        'x' => game.Result,
        'm' => game.Rated ? "true"u8 : "false"u8,
        'w' => Plain(game.White.Name, record),
        'b' => Plain(game.Black.Name, record),
        'A' => Page(Plain(game.White.Name, record)),
        'C' => Page(Plain(game.Black.Name, record)),
        'W' => Number(game.White.After),
        'B' => Number(game.Black.After),
        'p' => Plain(game.Fen, record),
        'u' => OpeningPage(Plain(game.Opening, record)),
        'c' => Plain(game.TimeControl, record),
        'l' => Plain(game.Url, record),
        'i' => Plain(game.Id, record),
        'k' => Plain(game.Speed, record),
        _ => default,
    };

    /// <inheritdoc />
    protected override int TryWrite(RecordName name, int at, in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (name.Letter != Pgn || at + name.Opening.Length != game.Pgn.Start)
            return 0;
        row.Append(name.Opening);
        pgn.Write(game, record, this, row);
        row.Append("\""u8);
        return name.Opening.Length + game.Pgn.Length + 1;
    }

    // The column holds what is behind the last slash, with blanks for dashes.
    static ReadOnlySpan<byte> OpeningPage(ReadOnlySpan<byte> url) =>
        url.StartsWith(OpeningPages) && url.Length > OpeningPages.Length && url[OpeningPages.Length..].IndexOfAny((byte)'/', (byte)' ') < 0
            ? url
            : default;

    static ReadOnlySpan<byte> ResultWord(in ParsedGame game, bool won, ReadOnlySpan<byte> record)
    {
        if (won)
            return "win"u8;
        foreach (var (termination, word, _) in Endings)
        {
            if (game.Termination.Raw(record).SequenceEqual(termination))
                return word;
        }

        return default;
    }

    ReadOnlySpan<byte> Ending(in ParsedGame game, ReadOnlySpan<byte> record)
    {
        foreach (var (termination, _, phrase) in Endings)
        {
            if (!game.Termination.Raw(record).SequenceEqual(termination))
                continue;
            if (game.Result == GameResults.Draw)
                return phrase[0] == 'G' ? phrase : default;
            if (phrase[0] == 'G' || game.Result == GameResults.None)
                return default;
            return Joined(Plain(game.Result == GameResults.White ? game.White.Name : game.Black.Name, record), phrase);
        }

        return default;
    }

    ReadOnlySpan<byte> Joined(scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second)
    {
        if (first.IsEmpty || first.Length + second.Length > _scratch.Length)
            return default;
        first.CopyTo(_scratch);
        second.CopyTo(_scratch.AsSpan(first.Length));
        return _scratch.AsSpan(0, first.Length + second.Length);
    }

    ReadOnlySpan<byte> Number(long? value) =>
        value is { } number && Utf8Formatter.TryFormat(number, _scratch, out var length) ? _scratch.AsSpan(0, length) : default;

    ReadOnlySpan<byte> Page(scoped ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || Joined(PlayerPages, name) is not { IsEmpty: false } page)
            return default;
        Ascii.ToLowerInPlace(_scratch.AsSpan(PlayerPages.Length, name.Length), out _);
        return page;
    }

    // "2021.05.04 15:41:25" in UTC.
    static void Format(long milliseconds, Span<byte> target)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        Two(time.Year / 100, target);
        Two(time.Year % 100, target[2..]);
        target[4] = target[7] = (byte)'.';
        Two(time.Month, target[5..]);
        Two(time.Day, target[8..]);
        target[10] = (byte)' ';
        Two(time.Hour, target[11..]);
        target[13] = target[16] = (byte)':';
        Two(time.Minute, target[14..]);
        Two(time.Second, target[17..]);
    }

    static void Two(int number, Span<byte> target)
    {
        target[1] = (byte)('0' + (number % 10));
        target[0] = (byte)('0' + (number / 10));
    }
}
