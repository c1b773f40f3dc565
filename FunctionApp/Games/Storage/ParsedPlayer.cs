namespace ImportFunctions.Games.Storage;

/// <summary>One side of a <see cref="ParsedGame"/>. Ratings follow the table's meaning: before the game, change, after.</summary>
struct ParsedPlayer
{
    public Text Name;
    public Text Id;
    public Text Result;
    public int? AiLevel;
    public int? Rating;
    public int? Change;
    public int? After;
}
