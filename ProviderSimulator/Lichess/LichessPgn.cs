using System.Text;
using System.Text.Json;

namespace ProviderSimulator.Lichess;

/// <summary>Writes a game in portable game notation from its JSON, generated or recorded.</summary>
static class LichessPgn
{
    /// <summary>Tags, an empty line, the moves with the result, two empty lines.</summary>
    public static string Write(JsonElement game)
    {
        var id = Text(game, "id");
        var result = Text(game, "winner") switch { "white" => "1-0", "black" => "0-1", _ => "1/2-1/2" };
        var created = DateTimeOffset.FromUnixTimeMilliseconds(game.GetProperty("createdAt").GetInt64());
        var pgn = new StringBuilder();
        Tag("Event", $"{(game.GetProperty("rated").GetBoolean() ? "rated" : "casual")} {Text(game, "speed")} game");
        Tag("Site", $"https://lichess.org/{id}");
        Tag("Date", created.ToString("yyyy.MM.dd"));
        Tag("White", Name(game, "white"));
        Tag("Black", Name(game, "black"));
        Tag("Result", result);
        Tag("GameId", id);
        Tag("UTCDate", created.ToString("yyyy.MM.dd"));
        Tag("UTCTime", created.ToString("HH:mm:ss"));
        Tag("WhiteElo", Rating(game, "white"));
        Tag("BlackElo", Rating(game, "black"));
        Tag("Variant", Variant(Text(game, "variant")));
        var timed = game.TryGetProperty("clock", out var clock);
        Tag("TimeControl", timed ? $"{clock.GetProperty("initial")}+{clock.GetProperty("increment")}" : "-");
        Tag("ECO", game.TryGetProperty("opening", out var opening) ? Text(opening, "eco") : "?");
        Tag("Termination", Text(game, "status") switch
        {
            "outoftime" => "Time forfeit",
            "timeout" or "noStart" => "Abandoned",
            "cheat" => "Rules infraction",
            "unknownFinish" => "Unterminated",
            _ => "Normal",
        });
        if (game.TryGetProperty("initialFen", out var fen))
        {
            Tag("FEN", fen.GetString()!);
            Tag("SetUp", "1");
        }

        pgn.Append('\n');
        var moves = Text(game, "moves").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var ply = 0; ply < moves.Length; ply++) pgn.Append(ply % 2 == 0 ? $"{ply / 2 + 1}. " : "").Append(moves[ply]).Append(' ');
        return pgn.Append(result).Append("\n\n\n").ToString();

        void Tag(string name, string value) => pgn.Append($"[{name} \"{value}\"]\n");
    }

    static string Name(JsonElement game, string side)
    {
        var player = game.GetProperty("players").GetProperty(side);
        if (player.TryGetProperty("user", out var user)) return Text(user, "name");
        return player.TryGetProperty("aiLevel", out var level) ? $"lichess AI level {level}" : "Anonymous";
    }

    static string Rating(JsonElement game, string side) =>
        game.GetProperty("players").GetProperty(side).TryGetProperty("rating", out var rating) ? rating.ToString() : "?";

    static string Variant(string key) => key switch
    {
        "standard" => "Standard",
        "chess960" => "Chess960",
        "crazyhouse" => "Crazyhouse",
        "threeCheck" => "Three-check",
        "kingOfTheHill" => "King of the Hill",
        "fromPosition" => "From Position",
        _ => key,
    };

    static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
