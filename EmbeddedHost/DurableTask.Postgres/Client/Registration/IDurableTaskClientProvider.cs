namespace Microsoft.DurableTask.Client;

/// <summary>Finds the registered clients by name.</summary>
public interface IDurableTaskClientProvider
{
    /// <summary>Finds a client.</summary>
    /// <param name="name">The client's name, compared with regard to case; null or empty for the default client.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No client is registered under this name.</exception>
    DurableTaskClient GetClient(string? name = null);
}
