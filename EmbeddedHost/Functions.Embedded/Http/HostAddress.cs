using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Http;

/// <summary>The address under which the host is reached when no request tells.</summary>
static class HostAddress
{
    /// <summary>The setting that names the public host, as on Azure App Service; https, except for localhost.</summary>
    public const string HostNameSetting = "WEBSITE_HOSTNAME";

    public static string Of(IServer server, IConfiguration configuration)
    {
        if (configuration[HostNameSetting] is { Length: > 0 } name)
        {
            var local = name.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ||
                name.StartsWith("127.", StringComparison.Ordinal);
            return $"{(local ? "http" : "https")}://{name}";
        }

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ListeningAddresses.Default;
        return address.TrimEnd('/')
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal);
    }
}
