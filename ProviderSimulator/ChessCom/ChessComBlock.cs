using ProviderSimulator.Players;

namespace ProviderSimulator.ChessCom;

/// <summary>The pattern that every generated player's history repeats: a few hundred games of all kinds.</summary>
static class ChessComBlock
{
    const int Games = 520, RareEvery = 8;

    static readonly (int Initial, int Increment, string Class)[] Clocks =
    [
        (60, 0, "bullet"), (60, 1, "bullet"), (60, 0, "bullet"), (180, 0, "blitz"), (180, 2, "blitz"), (300, 0, "blitz"), (300, 5, "blitz"),
        (600, 0, "rapid"), (600, 0, "rapid"), (900, 10, "rapid"),
    ];

    static readonly ChessComKind[] Rare = Enum.GetValues<ChessComKind>()[1..];

    /// <summary>Ends of the games within the block.</summary>
    public static int[] Offsets { get; } = Bursts.Make(Games, 13);

    /// <summary>The games in the order of their ends.</summary>
    public static IReadOnlyList<ChessComSlot> Slots { get; } = Build();

    /// <summary>The game that stands for one which lasted for months.</summary>
    public static int LateSlot { get; } = Slots.ToList().FindIndex(slot => slot.Plan.Kind == ChessComKind.LongDaily);

    static ChessComSlot[] Build()
    {
        var dice = new Dice(31);
        var plans = new List<ChessComPlan>();
        for (var i = 0; i < Games; i++)
            plans.Add(Plan(i % RareEvery == RareEvery - 1 ? Rare[i / RareEvery % Rare.Length] : ChessComKind.Usual, ref dice));
        var walks = plans.Where(plan => plan.Rated).GroupBy(plan => plan.List)
            .ToDictionary(list => list.Key, list => new RatingWalk(list.Count()));
        return [.. plans.Select(plan => Render(plan, walks.GetValueOrDefault(plan.List), ref dice))];
    }

    static ChessComPlan Plan(ChessComKind kind, ref Dice dice)
    {
        var (initial, increment, timeClass) = dice.Pick(Clocks);
        var daily = kind is ChessComKind.Daily or ChessComKind.DailyChess960 or ChessComKind.LongDaily or ChessComKind.Match;
        var rules = kind switch
        {
            ChessComKind.Chess960 or ChessComKind.DailyChess960 => "chess960",
            ChessComKind.Bughouse => "bughouse",
            ChessComKind.Crazyhouse => "crazyhouse",
            ChessComKind.ThreeCheck => "threecheck",
            ChessComKind.KingOfTheHill => "kingofthehill",
            ChessComKind.OddsChess => "oddschess",
            _ => "chess",
        };
        var rated = kind is not (ChessComKind.Unrated or ChessComKind.OddsChess or ChessComKind.LongDaily);
        return daily
            ? new ChessComPlan(kind, rules, "daily", 86_400 * dice.Pick([1, 3, 14]), 0, rated)
            : new ChessComPlan(kind, rules, timeClass, initial, increment, rated);
    }

    static ChessComSlot Render(ChessComPlan plan, RatingWalk? walk, ref Dice dice)
    {
        var before = walk?.Offset ?? 0;
        var (result, change) = plan.Rated ? walk!.Next(ref dice) : (dice.Next(2) * 2 - 1, 0);
        var seed = dice.Bits();
        var white = ChessComTemplates.Make(plan, result, seed, out var plies);
        var black = ChessComTemplates.Make(plan, -result, seed, out _);
        var duration = plan.Kind == ChessComKind.LongDaily ? 100L * 24 * 3_600_000
            : plan.IsDaily ? dice.Between(20, 60 * 24) * 3_600_000L
            : Math.Max(3_000, (plan.Initial * 1000L * Math.Min(plies, 80) / 50) + (plies * plan.Increment * 500L));
        return new ChessComSlot(plan, before, change, dice.Between(-60, 60), duration, white, black);
    }
}
