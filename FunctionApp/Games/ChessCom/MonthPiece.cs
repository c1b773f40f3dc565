namespace ImportFunctions.Games.ChessCom;

/// <summary>What a <see cref="MonthSplitter"/> stands before.</summary>
enum MonthPiece
{
    /// <summary>A whole game.</summary>
    Game,

    /// <summary>Bytes that are no game.</summary>
    Garbage,

    /// <summary>More bytes have to be received first.</summary>
    NeedMore,

    /// <summary>The end of the list: the month came completely.</summary>
    End,
}
