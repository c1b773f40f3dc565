using ImportFunctions.Games;
using ImportFunctions.Games.Runs;

namespace ImportFunctions.Progress.Events;

/// <summary>A run with what events need to know of its row.</summary>
/// <param name="Player">Whose games.</param>
/// <param name="Run">The run.</param>
/// <param name="EndedIn">The transaction that ended it; null while it is open.</param>
public sealed record RunRow(PlayerKey Player, ImportRun Run, ulong? EndedIn);
