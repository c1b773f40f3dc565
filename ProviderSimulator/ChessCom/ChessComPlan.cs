namespace ProviderSimulator.ChessCom;

/// <summary>What a game of the pattern is to be, before its moves and outcome are chosen.</summary>
/// <param name="Kind">Which sort.</param>
/// <param name="Rules">Variant by Chess.com's name.</param>
/// <param name="TimeClass">Speed by Chess.com's name.</param>
/// <param name="Initial">Seconds on the clock, or per move of a daily game.</param>
/// <param name="Increment">Seconds added a move.</param>
/// <param name="Rated">Whether ratings change.</param>
sealed record ChessComPlan(ChessComKind Kind, string Rules, string TimeClass, int Initial, int Increment, bool Rated)
{
    /// <summary>Played over days.</summary>
    public bool IsDaily => TimeClass == "daily";

    /// <summary>Rating list.</summary>
    public string List => Rules == "chess" ? TimeClass : IsDaily ? Rules + "_daily" : Rules;

    /// <summary>Time control as Chess.com writes it.</summary>
    public string TimeControl => IsDaily ? $"1/{Initial}" : Increment > 0 ? $"{Initial}+{Increment}" : $"{Initial}";
}
