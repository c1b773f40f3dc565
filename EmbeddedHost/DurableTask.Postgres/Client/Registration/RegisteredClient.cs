namespace Microsoft.DurableTask.Client;

/// <summary>
/// One client in the container. Clients are not registered under their own type: there would be as many of that type as there
/// are names, and injecting "the" client would give whichever came last.
/// </summary>
sealed class RegisteredClient(DurableTaskClient client) : IAsyncDisposable
{
    public DurableTaskClient Client { get; } = client;

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
