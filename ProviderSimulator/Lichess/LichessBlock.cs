using System.Text;
using ProviderSimulator.Players;

namespace ProviderSimulator.Lichess;

/// <summary>The pattern that every generated player's history repeats: a few hundred games of all kinds.</summary>
static class LichessBlock
{
    const int Games = 480, RareEvery = 8;
    const long Minute = 60_000, Hour = 60 * Minute;

    static readonly (int Initial, int Increment, string Speed)[] Clocks =
    [
        (60, 0, "bullet"), (120, 1, "bullet"), (60, 0, "bullet"),
        (180, 0, "blitz"), (180, 2, "blitz"), (300, 0, "blitz"), (300, 3, "blitz"), (180, 0, "blitz"),
        (600, 0, "rapid"), (900, 10, "rapid"), (1800, 20, "classical"), (15, 0, "ultraBullet"),
    ];

    static readonly LichessKind[] Rare = Enum.GetValues<LichessKind>()[1..];

    /// <summary>Times of the games within the block.</summary>
    public static int[] Offsets { get; } = Bursts.Make(Games, 11);

    /// <summary>The games in the order of their creation.</summary>
    public static IReadOnlyList<LichessSlot> Slots { get; } = Build();

    /// <summary>The game that stands for one which lasted for months.</summary>
    public static int LateSlot { get; } = Slots.ToList().FindIndex(slot => slot.Kind == LichessKind.LongCorrespondence);

    static LichessSlot[] Build()
    {
        var plans = Plan();
        var walks = plans.Where(plan => plan.Rated).GroupBy(plan => plan.Perf)
            .ToDictionary(perf => perf.Key, perf => new RatingWalk(perf.Count()));
        var dice = new Dice(23);
        return [.. plans.Select(plan => Render(plan, walks.GetValueOrDefault(plan.Perf), ref dice))];
    }

    static List<LichessPlan> Plan()
    {
        var dice = new Dice(7);
        var plans = new List<LichessPlan>();
        for (var i = 0; i < Games; i++)
        {
            var kind = i % RareEvery == RareEvery - 1 ? Rare[i / RareEvery % Rare.Length] : LichessKind.Usual;
            var clock = dice.Pick(Clocks);
            var variant = kind switch
            {
                LichessKind.Chess960 => "chess960",
                LichessKind.Crazyhouse => "crazyhouse",
                LichessKind.ThreeCheck => "threeCheck",
                LichessKind.KingOfTheHill => "kingOfTheHill",
                LichessKind.FromPosition => "fromPosition",
                _ => "standard",
            };
            var slow = kind is LichessKind.Computer or LichessKind.Correspondence or LichessKind.CorrespondenceWithoutLimit
                or LichessKind.LongCorrespondence;
            var casual = kind is LichessKind.Computer or LichessKind.ComputerWithClock or LichessKind.Anonymous or LichessKind.FromPosition
                or LichessKind.CorrespondenceWithoutLimit or LichessKind.Casual or LichessKind.LongCorrespondence;
            var speed = slow ? "correspondence" : clock.Speed;
            plans.Add(new LichessPlan(kind, speed, variant, variant == "standard" ? speed : variant, !casual,
                slow ? 0 : clock.Initial, slow ? 0 : clock.Increment));
        }

        return plans;
    }

    static LichessSlot Render(LichessPlan plan, RatingWalk? walk, ref Dice dice)
    {
        // A walk of rated games continues through casual ones unchanged.
        var before = walk?.Offset ?? 0;
        var (result, change) = plan.Rated ? walk!.Next(ref dice) : (dice.Next(3) - 1, 0);
        if (plan.Kind is LichessKind.TimeoutDraw or LichessKind.OutOfTimeDraw or LichessKind.Stalemate or LichessKind.InsufficientMaterial)
            result = 0;
        var seed = dice.Bits();
        var white = LichessTemplates.Make(plan, result, seed, out var plies);
        var black = LichessTemplates.Make(plan, -result, seed, out _);
        return new LichessSlot
        {
            Kind = plan.Kind,
            Perf = plan.Perf,
            Rated = plan.Rated,
            Result = result,
            RatingOffset = before,
            Change = change,
            OpponentOffset = dice.Between(-75, 75),
            OpponentChange = plan.Rated ? -change + dice.Between(-1, 1) : 0,
            Duration = plan.Kind switch
            {
                LichessKind.LongCorrespondence => 3_059 * Hour - dice.Next(100) * Minute,
                LichessKind.Correspondence or LichessKind.CorrespondenceWithoutLimit => dice.Between(5, 900) * Hour,
                LichessKind.NoStart => 30_000,
                _ => Math.Max(2_000, (plan.Initial * 1000L * Math.Min(plies, 80) / 50) + (plies * plan.Increment * 500L)),
            },
            OtherSide = plan.Kind switch
            {
                LichessKind.Computer or LichessKind.ComputerWithClock => Encoding.UTF8.GetBytes($"{{\"aiLevel\":{dice.Between(1, 8)}}}"),
                LichessKind.Anonymous => "{}"u8.ToArray(),
                _ => null,
            },
            AsWhite = white,
            AsBlack = black,
        };
    }
}
