namespace ProviderSimulator.Lichess;

/// <summary>One game of the pattern: everything but the ids, times, names and ratings is rendered ahead, for either colour.</summary>
sealed class LichessSlot
{
    /// <summary>What sort of game.</summary>
    public required LichessKind Kind { get; init; }

    /// <summary>Which rating list.</summary>
    public required string Perf { get; init; }

    /// <summary>Whether ratings change.</summary>
    public required bool Rated { get; init; }

    /// <summary>1 the player won, 0 nobody, -1 the player lost.</summary>
    public required int Result { get; init; }

    /// <summary>The player's rating before the game, relative to its base in that list.</summary>
    public required int RatingOffset { get; init; }

    /// <summary>The player's change.</summary>
    public required int Change { get; init; }

    /// <summary>The opponent's rating relative to the player's.</summary>
    public required int OpponentOffset { get; init; }

    /// <summary>The opponent's change.</summary>
    public required int OpponentChange { get; init; }

    /// <summary>From the first to the last move, ms.</summary>
    public required long Duration { get; init; }

    /// <summary>The side of an opponent who is no user: computer or anonymous; null for a user.</summary>
    public required byte[]? OtherSide { get; init; }

    /// <summary>Rendered for the player as white.</summary>
    public required LichessTemplate AsWhite { get; init; }

    /// <summary>Rendered for the player as black.</summary>
    public required LichessTemplate AsBlack { get; init; }
}
