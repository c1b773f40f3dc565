using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Microsoft.Extensions.Hosting;

/// <summary>Serves functions with ASP.NET Core's types from a host that an <see cref="IHostBuilder"/> makes.</summary>
public static class FunctionsHostBuilderExtensions
{
    /// <summary>Serves the functions of the application from this host; HTTP functions may use ASP.NET Core's types.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWebApplication(this IHostBuilder builder) =>
        HostBuilderFunctions.Configure(builder, null, null);

    /// <summary>Serves the functions of the application from this host; HTTP functions may use ASP.NET Core's types.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configureWorker">Configures services and middleware.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWebApplication(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configureWorker) =>
        HostBuilderFunctions.Configure(builder, (_, worker) => configureWorker(worker), null);

    /// <summary>Serves the functions of the application from this host; HTTP functions may use ASP.NET Core's types.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configureWorker">Configures services and middleware.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWebApplication(
        this IHostBuilder builder, Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configureWorker) =>
        HostBuilderFunctions.Configure(builder, configureWorker, null);
}
