namespace ProviderSimulator.Lichess;

/// <summary>The sorts of games that a block mixes; all but the first are rare.</summary>
enum LichessKind
{
    Usual, Computer, ComputerWithClock, Anonymous, NoStart, NoStartWithMoves, Chess960, Crazyhouse, ThreeCheck, KingOfTheHill, FromPosition,
    Correspondence, CorrespondenceWithoutLimit, TimeoutDraw, OutOfTimeDraw, Stalemate, InsufficientMaterial, Cheat, UnknownFinish,
    WithoutSource, OldTournament, OldSwiss, Arena, Swiss, Casual, WithoutOpening, Berserk, Provisional, FutureField, LongCorrespondence,
}
