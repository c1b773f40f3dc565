namespace ImportFunctions.Games.Storage;

/// <summary>A record's fields as places in its bytes: nothing is copied or decoded until the row is written.</summary>
struct ParsedGame
{
    public Text Id;
    public long PlayedAt;
    public long? EndedAt;
    public bool Rated;
    public Text Speed;
    public Text Variant;
    public Text TimeControl;
    public int? InitialSeconds;
    public int? IncrementSeconds;
    public int? MoveSeconds;
    public byte[] Result;
    public Text Termination;
    public ParsedPlayer White;
    public ParsedPlayer Black;
    public Text Eco;
    public Text Opening;
    public Text Moves;
    public Text Clocks;
    public Text InitialFen;
    public Text Url;
    public Text Pgn;
    public Text Fen;
}
