using System.Text;
using ProviderSimulator.Chess;
using ProviderSimulator.Players;

namespace ProviderSimulator.ChessCom;

/// <summary>Chooses the moves of a game of the pattern and renders what does not depend on the player.</summary>
static class ChessComTemplates
{
    const string Api = "https://api.chess.com/pub/";

    /// <summary>Renders one game.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="whiteResult">1 white wins, 0 nobody, -1 black wins.</param>
    /// <param name="seed">Chooses the moves; the same for both colours.</param>
    /// <param name="plies">How many moves there are.</param>
    public static ChessComTemplate Make(ChessComPlan plan, int whiteResult, ulong seed, out int plies)
    {
        var dice = new Dice(seed);
        var (moves, reason) = Choose(plan, ref whiteResult, ref dice);
        plies = moves.San.Count;
        bool? whiteWon = whiteResult == 0 ? null : whiteResult > 0;
        var (white, black) = whiteWon switch { true => ("win", reason), false => (reason, "win"), _ => (reason, reason) };
        var score = whiteWon switch { true => "1-0", false => "0-1", _ => "1/2-1/2" };
        var normal = moves.InitialFen == Board.StandardFen;
        var old = plan.Kind == ChessComKind.OldShape;
        var fen = string.Join(' ', moves.FinalFen.Split(' ').Take(4));
        var opening = moves.Eco is null ? null : $"https://www.chess.com/openings/{Dashed(moves.Opening!)}";
        var withEco = opening is not null && !old && plan.Rules is not ("chess960" or "oddschess") && plan.Kind != ChessComKind.WithoutEco;

        var position = Tag("CurrentPosition", fen) + Tag("Timezone", "UTC")
            + (opening is null ? "" : Tag("ECO", moves.Eco!) + Tag("ECOUrl", opening))
            + (plan.Rules == "chess" ? "" : Tag("Variant", plan.Rules == "chess960" ? "Chess960" : plan.Rules))
            + (normal ? "" : Tag("SetUp", "1") + Tag("FEN", moves.InitialFen));
        var accuracies = !old && plan.Rules == "chess" && dice.Next(4) == 0
            ? $",\"accuracies\":{{\"white\":{dice.Between(4000, 9900) / 100.0},\"black\":{dice.Between(4000, 9900) / 100.0}}}" : "";
        var setup = old ? $",\"fen\":\"{fen}\""
            : $",\"initial_setup\":\"{(plan.Kind == ChessComKind.EmptySetup ? "" : moves.InitialFen)}\",\"fen\":\"{fen}\"";
        var tail = (withEco ? $",\"eco\":\"{opening}\"" : "")
            + (plan.Kind == ChessComKind.Tournament ? $",\"tournament\":\"{Api}tournament/late-titled-tuesday-3166231\"" : "")
            + (plan.Kind == ChessComKind.Match ? $",\"match\":\"{Api}match/1285423\"" : "")
            + (plan.Kind == ChessComKind.FutureField ? ",\"something_new\":{\"nested\":[1,null,{\"größe\":3.5}]}" : "")
            + "}";
        return new ChessComTemplate(
            plan.Rules != "bughouse", Bytes(position), Bytes(Ending(reason, whiteWon)), whiteWon,
            Bytes(MoveText(plan, moves, score, dice.Bits())), Bytes(accuracies), Bytes(setup),
            Bytes(old ? "" : $",\"tcn\":\"{moves.Tcn}\""), !old,
            Bytes($",\"time_class\":\"{plan.TimeClass}\",\"rules\":\"{plan.Rules}\""), Bytes(white), Bytes(black), Bytes(tail));
    }

    static (MoveSequence Moves, string Reason) Choose(ChessComPlan plan, ref int whiteResult, ref Dice dice)
    {
        var library = MoveLibrary.Shared;
        bool? whiteWon = whiteResult == 0 ? null : whiteResult > 0;
        var loss = dice.Next(2) == 0 ? "resigned" : "timeout";
        var draw = dice.Next(2) == 0 ? "agreed" : "repetition";
        var ending = whiteWon is null ? draw : loss;
        var fixedDraw = plan.Kind switch
        {
            ChessComKind.Repetition => "repetition",
            ChessComKind.Stalemate => "stalemate",
            ChessComKind.Insufficient => "insufficient",
            ChessComKind.FiftyMoves => "50move",
            ChessComKind.TimeAgainstInsufficient => "timevsinsufficient",
            _ => null,
        };
        if (fixedDraw is not null)
        {
            whiteResult = 0;
            return (fixedDraw == "stalemate" ? library.Stalemate : library.Beginning(dice.Between(30, 56), ref dice), fixedDraw);
        }

        switch (plan.Kind)
        {
            case ChessComKind.Chess960 or ChessComKind.DailyChess960:
                return (MoveSequence.Invent(dice.Pick(Positions.Chess960), dice.Between(16, 60), dice.Bits()), ending);
            case ChessComKind.OddsChess: return (MoveSequence.Invent(dice.Pick(Positions.Odds), dice.Between(16, 60), dice.Bits()), ending);
            case ChessComKind.Crazyhouse: return (MoveSequence.Invent(Board.StandardFen, dice.Between(30, 70), dice.Bits(), true), ending);
            case ChessComKind.Bughouse:
                return (MoveSequence.Invent(Board.StandardFen, dice.Between(20, 50), dice.Bits(), true),
                    whiteWon is null ? draw : "bughousepartnerlose");
            case ChessComKind.ThreeCheck:
                return (library.Beginning(dice.Between(20, 40), ref dice), whiteWon is null ? draw : "threecheck");
            case ChessComKind.KingOfTheHill when whiteWon is true:
                return (MoveSequence.Replay("e4 a6 Ke2 b6 Ke3 h6 Kd4", true, null, null, 0), "kingofthehill");
            case ChessComKind.KingOfTheHill when whiteWon is false:
                return (MoveSequence.Replay("a3 e6 b3 Ke7 h3 Kd6 h4 Kd5", false, null, null, 0), "kingofthehill");
            case ChessComKind.WithoutMoves: return (MoveSequence.Empty, whiteWon is null ? "agreed" : "abandoned");
            case ChessComKind.Abandoned: return (library.Beginning(dice.Between(4, 30), ref dice), whiteWon is null ? draw : "abandoned");
        }

        if (whiteWon is null) return dice.Next(2) == 0
            ? (library.Whole(null, false, ref dice), draw)
            : (library.Beginning(dice.Between(24, 56), ref dice), draw);
        return dice.Next(10) switch
        {
            < 3 => (library.Whole(whiteWon, true, ref dice), "checkmated"),
            < 6 => (library.Whole(whiteWon, false, ref dice), "resigned"),
            _ => (library.Beginning(dice.Between(10, 76), ref dice), loss),
        };
    }

    // Follows the winner's name; a draw names nobody.
    static string Ending(string reason, bool? whiteWon) => reason switch
    {
        "checkmated" => " won by checkmate",
        "resigned" => " won by resignation",
        "timeout" => " won on time",
        "abandoned" => " won - game abandoned",
        "kingofthehill" => " won by reaching the center",
        "threecheck" => " won by third check",
        "agreed" => "Game drawn by agreement",
        "repetition" => "Game drawn by repetition",
        "stalemate" => "Game drawn by stalemate",
        "insufficient" => "Game drawn by insufficient material",
        "50move" => "Game drawn by 50-move rule",
        "timevsinsufficient" => "Game drawn by timeout vs insufficient material",
        _ => whiteWon is null ? "Game drawn" : " won",
    };

    static string MoveText(ChessComPlan plan, MoveSequence moves, string score, ulong seed)
    {
        var dice = new Dice(seed);
        var text = new StringBuilder();
        int[] left = [plan.Initial * 10, plan.Initial * 10];
        var share = plan.IsDaily ? plan.Initial : plan.Initial * 10 / 60 + plan.Increment * 9;
        for (var ply = 0; ply < moves.San.Count; ply++)
        {
            left[ply % 2] = plan.IsDaily
                ? plan.Initial * 10 - dice.Next(share) / 10 * 10
                : Math.Max(1, left[ply % 2] - dice.Next(share * 2) + plan.Increment * 10);
            var (seconds, tenth) = Math.DivRem(left[ply % 2], 10);
            var clock = $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}{(tenth == 0 ? "" : $".{tenth}")}";
            text.Append($"{ply / 2 + 1}{(ply % 2 == 0 ? "." : "...")} {moves.San[ply]} {{[%clk {clock}]}} ");
        }

        return text.Append(score).Append("\\n").ToString();
    }

    static string Tag(string name, string value) => $"[{name} \\\"{value}\\\"]\\n";

    static string Dashed(string opening) =>
        string.Join('-', opening.Split([' ', ':', ',', '\''], StringSplitOptions.RemoveEmptyEntries));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
