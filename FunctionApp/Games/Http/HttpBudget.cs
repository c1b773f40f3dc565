namespace ImportFunctions.Games.Http;

/// <summary>Requests in flight to all providers together.</summary>
sealed class HttpBudget(ImportSettings settings) : IDisposable
{
    /// <summary>One count for each request that may be in flight.</summary>
    public SemaphoreSlim Slots { get; } = new(settings.HttpMaxConnections);

    public void Dispose() => Slots.Dispose();
}
