namespace FaultHarness.Workers;

/// <summary>Input of <c>Loop</c>.</summary>
sealed record LoopState(int Length, int Done = 0, int Sum = 0);

/// <summary>Input of <c>Collect</c>.</summary>
sealed record CollectState(IReadOnlyList<string> Items, IReadOnlyList<string>? Acknowledged = null);

/// <summary>Event of <c>Collect</c>: an item, or the list of all that were acknowledged.</summary>
sealed record CollectItem(string? Tag, IReadOnlyList<string>? Close = null);

/// <summary>Input of <c>Signal</c>.</summary>
sealed record SignalWork(string Ledger, int Count);

/// <summary>Input of <c>Transfer</c>.</summary>
sealed record TransferWork(string From, string To, int Amount);
