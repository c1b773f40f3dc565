using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

sealed class DefaultDurableTaskClientProvider(IEnumerable<RegisteredClient> clients) : IDurableTaskClientProvider
{
    readonly DurableTaskClient[] _clients = [.. clients.Select(registered => registered.Client)];

    public DurableTaskClient GetClient(string? name = null)
    {
        name ??= Options.DefaultName;
        return Array.Find(_clients, client => string.Equals(client.Name, name, StringComparison.Ordinal))
            ?? throw new ArgumentOutOfRangeException(
                nameof(name),
                name,
                $"No durable task client has this name. Registered: {string.Join(", ", _clients.Select(client => $"'{client.Name}'"))}.");
    }
}
