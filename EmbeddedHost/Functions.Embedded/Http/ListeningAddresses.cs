using System.Net;
using Functions.Embedded.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Http;

/// <summary>Decides where the host listens, and keeps it on loopback while it has no keys.</summary>
sealed class ListeningAddresses(IServer server, HostKeys keys, ILogger<ListeningAddresses> logger) : IHostedLifecycleService
{
    public const string Default = "http://localhost:7071";

    /// <exception cref="FunctionsStartupException">An address is open to the network, and no key is set.</exception>
    public static void Configure(IConfiguration configuration)
    {
        var addresses = Configured(configuration).ToArray();
        if (addresses.Length == 0)
        {
            addresses = [Default];
            // As if it had been set: addresses that code gives to the server replace it.
            configuration[WebHostDefaults.ServerUrlsKey] = Default;
        }

        if (!new HostKeys(configuration).Any)
            Check(addresses);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Once more with what the server really listens on: code may have configured Kestrel past the settings.
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (keys.Any)
            return Task.CompletedTask;
        Check(addresses);
        EmbeddedHostLog.NoKeys(logger, string.Join(", ", addresses));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static IEnumerable<string> Configured(IConfiguration configuration)
    {
        const char Separator = ';';
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>().ToArray();
        if (endpoints.Length > 0)
            return endpoints;
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey], Separator).ToArray();
        if (urls.Length > 0)
            return urls;
        return Split(configuration[WebHostDefaults.HttpPortsKey], Separator).Select(p => $"http://*:{p}")
            .Concat(Split(configuration[WebHostDefaults.HttpsPortsKey], Separator).Select(p => $"https://*:{p}"));
    }

    static string[] Split(string? value, char separator) =>
        value?.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    static void Check(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (!IsLoopback(address))
            {
                throw new FunctionsStartupException(
                    $"The host would listen on {address}, which the network can reach, but no key is set: " +
                    $"set {HostKeys.FunctionKeySetting} and {HostKeys.MasterKeySetting}, or listen on localhost.");
            }
        }
    }

    static bool IsLoopback(string address)
    {
        if (address.Contains("://unix:", StringComparison.OrdinalIgnoreCase) ||
            address.Contains("://pipe:", StringComparison.OrdinalIgnoreCase))
            return true;
        var host = Microsoft.AspNetCore.Http.BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
            (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
