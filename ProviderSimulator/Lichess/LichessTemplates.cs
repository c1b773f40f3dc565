using System.Text;
using ProviderSimulator.Chess;
using ProviderSimulator.Players;

namespace ProviderSimulator.Lichess;

/// <summary>Chooses the moves of a game of the pattern and renders what does not depend on the player.</summary>
static class LichessTemplates
{
    /// <summary>Renders one game.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="whiteResult">1 white wins, 0 nobody, -1 black wins.</param>
    /// <param name="seed">Chooses the moves; the same for both colours.</param>
    /// <param name="plies">How many moves there are.</param>
    public static LichessTemplate Make(LichessPlan plan, int whiteResult, ulong seed, out int plies)
    {
        var dice = new Dice(seed);
        var (moves, status) = Choose(plan, whiteResult, ref dice);
        plies = moves.San.Count;
        var source = plan.Kind switch
        {
            LichessKind.Computer or LichessKind.ComputerWithClock => "ai",
            LichessKind.Anonymous => "friend",
            LichessKind.FromPosition => "friend",
            LichessKind.Correspondence or LichessKind.LongCorrespondence => "lobby",
            LichessKind.CorrespondenceWithoutLimit or LichessKind.Casual => "friend",
            LichessKind.OldTournament or LichessKind.Arena or LichessKind.Berserk => "arena",
            LichessKind.OldSwiss or LichessKind.Swiss => "swiss",
            _ => plan.Speed is "classical" ? "lobby" : "pool",
        };
        var head = $"\",\"rated\":{(plan.Rated ? "true" : "false")},\"variant\":\"{plan.Variant}\",\"speed\":\"{plan.Speed}\""
            + $",\"perf\":\"{plan.Perf}\",\"createdAt\":";
        var withSource = plan.Kind is not (LichessKind.WithoutSource or LichessKind.OldTournament or LichessKind.OldSwiss);
        var middle = $",\"status\":\"{status}\"{(withSource ? $",\"source\":\"{source}\"" : "")},\"players\":{{\"white\":";
        var result = "}"
            + (moves.InitialFen == Board.StandardFen ? "" : $",\"initialFen\":\"{moves.InitialFen}\"")
            + (whiteResult == 0 ? "" : $",\"winner\":\"{(whiteResult > 0 ? "white" : "black")}\"");
        var opening = moves.Eco is null || plan.Kind == LichessKind.WithoutOpening ? ""
            : $",\"opening\":{{\"eco\":\"{moves.Eco}\",\"name\":\"{moves.Opening}\",\"ply\":{moves.OpeningPly}}}";
        var clocks = plan.Initial == 0 ? "" : $",\"clocks\":[{string.Join(',', Clocks(plan, moves.San.Count, dice.Bits()))}]";
        var tail = Event(plan.Kind)
            + (plan.Kind is LichessKind.Correspondence or LichessKind.LongCorrespondence ? $",\"daysPerTurn\":{1 + dice.Next(14)}" : "")
            + (plan.Initial == 0 ? "" : Clock(plan))
            + (plan.Kind == LichessKind.FutureField ? ",\"somethingNew\":{\"nested\":[1,\"zwei\",null,{\"größe\":3.5}]}" : "")
            + "}\n";
        var played = $",\"moves\":\"{moves.Moves}\"";
        return new LichessTemplate(Bytes(head), Bytes(middle), Bytes(result), Bytes(opening), Bytes(played), Bytes(clocks), Bytes(tail));
    }

    /// <summary>Seconds/100 on the mover's clock after each move.</summary>
    public static IEnumerable<int> Clocks(LichessPlan plan, int plies, ulong seed)
    {
        var dice = new Dice(seed);
        int[] left = [plan.Initial * 100 + 3, plan.Initial * 100 + 3];
        var share = plan.Initial * 100 / 60 + plan.Increment * 90;
        for (var ply = 0; ply < plies; ply++)
        {
            if (ply > 1) left[ply % 2] = Math.Max(17, left[ply % 2] - dice.Next(share * 2) + plan.Increment * 100);
            yield return left[ply % 2];
        }
    }

    static (MoveSequence Moves, string Status) Choose(LichessPlan plan, int whiteResult, ref Dice dice)
    {
        var library = MoveLibrary.Shared;
        bool? whiteWon = whiteResult == 0 ? null : whiteResult > 0;
        var ending = whiteWon is null ? "draw" : dice.Next(3) == 0 ? "outoftime" : "resign";
        switch (plan.Kind)
        {
            case LichessKind.NoStart: return (MoveSequence.Empty, "noStart");
            case LichessKind.NoStartWithMoves: return (library.Beginning(1, ref dice), "noStart");
            case LichessKind.TimeoutDraw: return (library.Beginning(dice.Between(20, 44), ref dice), "timeout");
            case LichessKind.OutOfTimeDraw: return (library.Beginning(dice.Between(20, 44), ref dice), "outoftime");
            case LichessKind.Stalemate when whiteWon is null: return (library.Stalemate, "stalemate");
            case LichessKind.InsufficientMaterial: return (library.Beginning(dice.Between(30, 44), ref dice), "insufficientMaterialClaim");
            case LichessKind.Cheat when whiteWon is not null: return (library.Beginning(dice.Between(20, 44), ref dice), "cheat");
            case LichessKind.UnknownFinish: return (library.Beginning(dice.Between(8, 30), ref dice), "unknownFinish");
            case LichessKind.Chess960:
                return (MoveSequence.Invent(dice.Pick(Positions.Chess960), dice.Between(16, 60), dice.Bits()), ending);
            case LichessKind.Crazyhouse:
                return (MoveSequence.Invent(Board.StandardFen, dice.Between(30, 70), dice.Bits(), true), ending);
            case LichessKind.FromPosition:
                return (MoveSequence.Invent(dice.Pick(Positions.Endgames), dice.Between(10, 50), dice.Bits()), ending);
            case LichessKind.ThreeCheck: return (library.Beginning(dice.Between(10, 40), ref dice), ending);
            case LichessKind.KingOfTheHill when whiteWon is true:
                return (MoveSequence.Replay("e4 a6 Ke2 b6 Ke3 h6 Kd4", true, null, null, 0), "variantEnd");
            case LichessKind.KingOfTheHill when whiteWon is false:
                return (MoveSequence.Replay("a3 e6 b3 Ke7 h3 Kd6 h4 Kd5", false, null, null, 0), "variantEnd");
        }

        if (whiteWon is null) return dice.Next(2) == 0
            ? (library.Whole(null, false, ref dice), "draw")
            : (library.Beginning(dice.Between(24, 56), ref dice), "draw");
        return dice.Next(10) switch
        {
            < 3 => (library.Whole(whiteWon, true, ref dice), "mate"),
            < 6 => (library.Whole(whiteWon, false, ref dice), "resign"),
            6 => (library.Beginning(dice.Between(4, 20), ref dice), "timeout"),
            _ => (library.Beginning(dice.Between(20, 76), ref dice), ending),
        };
    }

    static string Clock(LichessPlan plan) =>
        $",\"clock\":{{\"initial\":{plan.Initial},\"increment\":{plan.Increment},\"totalTime\":{plan.Initial + 40 * plan.Increment}}}";

    static string Event(LichessKind kind) => kind switch
    {
        LichessKind.OldTournament => ",\"tournament\":\"zTWfiDyH\"",
        LichessKind.OldSwiss => ",\"swiss\":\"j8rtJ5GL\"",
        LichessKind.Arena or LichessKind.Berserk => ",\"arenaTour\":{\"id\":\"Qv0dRqml\",\"name\":\"Hourly Blitz Arena\"}",
        LichessKind.Swiss => ",\"swissTour\":{\"id\":\"oWmDb8hR\",\"name\":\"Thursday Swiss\"}",
        _ => "",
    };

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
