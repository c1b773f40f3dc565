using AppHost.Processes;

namespace AppHost.Serving;

/// <summary>Where the application listens, and how this machine reaches it.</summary>
/// <param name="Urls">What the application is told.</param>
/// <param name="Local">The first address as seen from here.</param>
sealed record ListeningAddress(string Urls, Uri Local)
{
    const string Default = "http://localhost:7071";

    /// <summary>Chooses between the command line, <c>ASPNETCORE_URLS</c> and the default, in this order.</summary>
    /// <exception cref="ArgumentException">An address that is not one.</exception>
    public static ListeningAddress Choose(string? urls)
    {
        urls ??= Environment.GetEnvironmentVariable("ASPNETCORE_URLS");
        if (string.IsNullOrWhiteSpace(urls))
            urls = Default;

        var first = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0];

        // Addresses that stand for every interface are no host names.
        var local = first.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal);
        if (!Uri.TryCreate(local, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"{first} is not an address to listen on, such as {Default}.");
        if (address.Port != 0)
            return new ListeningAddress(urls, address);

        // Port 0 means any; chosen here, because the ready line has to name it. localhost can't take a dynamic port on two address families.
        var port = FreePort.Find();
        var chosen = new UriBuilder(address) { Port = port }.Uri;
        var parts = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        parts[0] = first[..first.LastIndexOf(':')] + $":{port}";
        return new ListeningAddress(string.Join(';', parts), chosen);
    }
}
