using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded;

/// <summary>Configures what is special to the embedded host.</summary>
public static class EmbeddedHostExtensions
{
    /// <summary>Sets options of the embedded host, before the application is built.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static FunctionsApplicationBuilder ConfigureEmbeddedHost(
        this FunctionsApplicationBuilder builder, Action<EmbeddedHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.Host.Setup.Options);
        return builder;
    }

    /// <summary>Sets options of the embedded host, before the host is built.</summary>
    /// <param name="builder">The builder of a host that serves functions.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureEmbeddedHost(this IHostBuilder builder, Action<EmbeddedHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(HostBuilderFunctions.SetupOf(builder).Options);
        return builder;
    }
}
