namespace ProviderSimulator.ChessCom;

/// <summary>The sorts of games that a block mixes; all but the first are rare.</summary>
enum ChessComKind
{
    Usual, Chess960, Bughouse, Crazyhouse, ThreeCheck, KingOfTheHill, OddsChess, Daily, DailyChess960, OldShape, EmptySetup, WithoutMoves,
    WithoutEco, Tournament, Match, Unrated, Repetition, Stalemate, Insufficient, FiftyMoves, TimeAgainstInsufficient, Abandoned,
    FutureField, AddressWithUuid, OldAddress, LongDaily,
}
