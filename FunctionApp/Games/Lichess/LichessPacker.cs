using System.Buffers.Text;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.Lichess;

/// <summary>Packs Lichess' records. The database's <c>lichess_member</c> reads the letters: they never change their meaning.</summary>
sealed class LichessPacker() : RecordPacker(Names)
{
    const char Untold = '!';

    static readonly NameTemplate Names = new(
        ('i', "\"id\":\"", null), ('m', "\"rated\":", null), ('v', "\"variant\":\"", null), ('s', "\"speed\":\"", null),
        ('p', "\"perf\":\"", null), ('n', "\"createdAt\":", null), ('g', "\"lastMoveAt\":", null), ('t', "\"status\":\"", null),
        (Untold, "\"players\":{", new(
            (Untold, "\"white\":{", new(
                (Untold, "\"user\":{", new(('w', "\"name\":\""), ('a', "\"id\":\""))),
                ('W', "\"rating\":", null), ('D', "\"ratingDiff\":", null))),
            (Untold, "\"black\":{", new(
                (Untold, "\"user\":{", new(('b', "\"name\":\""), ('c', "\"id\":\""))),
                ('B', "\"rating\":", null), ('E', "\"ratingDiff\":", null))))),
        ('x', "\"winner\":\"", null),
        (Untold, "\"opening\":{", new(('e', "\"eco\":\""), ('o', "\"name\":\""))),
        ('z', "\"moves\":\"", null), ('k', "\"clocks\":[", null),
        (Untold, "\"clock\":{", new(('I', "\"initial\":"), ('C', "\"increment\":"), ('T', "\"totalTime\":"))));

    // The column's word, and the record's.
    static readonly (byte[] Termination, byte[] Status)[] Statuses =
    [
        ("checkmate"u8.ToArray(), "mate"u8.ToArray()),
        ("resignation"u8.ToArray(), "resign"u8.ToArray()),
        ("time"u8.ToArray(), "outoftime"u8.ToArray()),
        ("abandonment"u8.ToArray(), "timeout"u8.ToArray()),
        ("draw"u8.ToArray(), "draw"u8.ToArray()),
        ("stalemate"u8.ToArray(), "stalemate"u8.ToArray()),
        ("insufficient_material"u8.ToArray(), "insufficientMaterialClaim"u8.ToArray()),
        ("variant_end"u8.ToArray(), "variantEnd"u8.ToArray()),
        ("no_start"u8.ToArray(), "noStart"u8.ToArray()),
        ("cheat"u8.ToArray(), "cheat"u8.ToArray()),
    ];

    readonly byte[] _scratch = new byte[32];

    /// <inheritdoc />
    public override bool CanPack(in ParsedGame game, ReadOnlySpan<byte> record) => record.IndexOf(Run) < 0;

    /// <inheritdoc />
    public override ReadOnlySpan<byte> Told(byte letter, in ParsedGame game, ReadOnlySpan<byte> record) => (char)letter switch
    {
        'i' => Plain(game.Id, record),
        'm' => game.Rated ? "true"u8 : "false"u8,
        'v' => Plain(game.Variant, record),
        's' or 'p' => Plain(game.Speed, record),
        'n' => Number(game.PlayedAt),
        'g' => Number(game.EndedAt),
        't' => Status(game.Termination.Raw(record)),
        'w' => Plain(game.White.Name, record),
        'a' => AsLowerCase(Plain(game.White.Id, record)),
        'W' => Number(game.White.Rating),
        'D' => Number(game.White.Change),
        'b' => Plain(game.Black.Name, record),
        'c' => AsLowerCase(Plain(game.Black.Id, record)),
        'B' => Number(game.Black.Rating),
        'E' => Number(game.Black.Change),
        'x' => game.Result == GameResults.White ? "white"u8 : game.Result == GameResults.Black ? "black"u8 : default,
        'e' => Plain(game.Eco, record),
        'o' => Plain(game.Opening, record),
        'z' => Plain(game.Moves, record),
        'k' => Plain(game.Clocks, record),
        'I' => Number(game.InitialSeconds),
        'C' => Number(game.IncrementSeconds),
        // Lichess counts on 40 moves of each side.
        'T' => Number(game.InitialSeconds + (40L * game.IncrementSeconds)),
        _ => default,
    };

    // The column is in lower case.
    static ReadOnlySpan<byte> AsLowerCase(ReadOnlySpan<byte> id) => id.IndexOfAnyInRange((byte)'A', (byte)'Z') < 0 ? id : default;

    static ReadOnlySpan<byte> Status(ReadOnlySpan<byte> word)
    {
        foreach (var (termination, status) in Statuses)
        {
            if (word.SequenceEqual(termination))
                return status;
        }

        return default;
    }

    ReadOnlySpan<byte> Number(long? value) =>
        value is { } number && Utf8Formatter.TryFormat(number, _scratch, out var length) ? _scratch.AsSpan(0, length) : default;
}
