namespace ImportFunctions.Games.Storage;

/// <summary>A batch as it is inserted.</summary>
/// <param name="Rows">Its rows, ended.</param>
/// <param name="Above">How many of them are at or above the target's floor.</param>
/// <param name="Keys">What their games' ids hash to.</param>
/// <param name="Facts">What commits with them.</param>
/// <param name="Count">How many records it was made of.</param>
/// <param name="Committed">Told when it is committed; null unless somebody waits for it.</param>
sealed record EncodedBatch(
    CopyBuffer Rows, int Above, HashSet<int> Keys, CommitFacts Facts, int Count, TaskCompletionSource? Committed);
