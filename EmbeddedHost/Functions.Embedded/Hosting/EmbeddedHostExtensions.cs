using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;

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
        configure(builder.Host.Options);
        return builder;
    }
}
