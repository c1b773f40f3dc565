namespace ProviderSimulator.Chess;

/// <summary>Positions that games other than the normal one begin from.</summary>
static class Positions
{
    /// <summary>Shuffled back ranks.</summary>
    public static IReadOnlyList<string> Chess960 { get; } =
    [
        "bqnrkbnr/pppppppp/8/8/8/8/PPPPPPPP/BQNRKBNR w KQkq - 0 1",
        "nrbbqnkr/pppppppp/8/8/8/8/PPPPPPPP/NRBBQNKR w KQkq - 0 1",
        "rkbnqbrn/pppppppp/8/8/8/8/PPPPPPPP/RKBNQBRN w KQkq - 0 1",
        "qrknbbrn/pppppppp/8/8/8/8/PPPPPPPP/QRKNBBRN w KQkq - 0 1",
    ];

    /// <summary>Positions set up by hand.</summary>
    public static IReadOnlyList<string> Endgames { get; } =
    [
        "8/8/4k3/8/8/3PK3/8/8 w - - 0 1",
        "4k3/pppppppp/8/8/8/8/PPPPPPPP/4K3 w - - 0 1",
        "r3k2r/pppq1ppp/2npbn2/2b1p3/2B1P3/2NPBN2/PPPQ1PPP/R3K2R w KQkq - 6 8",
    ];

    /// <summary>Games in which one side begins without a piece.</summary>
    public static IReadOnlyList<string> Odds { get; } =
    [
        "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNB1KBNR w KQkq - 0 1",
        "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/1NBQKBNR w Kkq - 0 1",
        "rnbqkbnr/ppppp1pp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
    ];
}
