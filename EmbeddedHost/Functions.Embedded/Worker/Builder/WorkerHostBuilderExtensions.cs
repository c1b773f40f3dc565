using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker;

namespace Microsoft.Extensions.Hosting;

/// <summary>Serves functions from a host that an <see cref="IHostBuilder"/> makes.</summary>
public static class WorkerHostBuilderExtensions
{
    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(this IHostBuilder builder) =>
        HostBuilderFunctions.Configure(builder, null, null);

    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configureOptions">Sets options of the worker.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(this IHostBuilder builder, Action<WorkerOptions> configureOptions) =>
        HostBuilderFunctions.Configure(builder, null, configureOptions);

    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures services and middleware.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configure) =>
        HostBuilderFunctions.Configure(builder, (_, worker) => configure(worker), null);

    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures services and middleware.</param>
    /// <param name="configureOptions">Sets options of the worker.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<IFunctionsWorkerApplicationBuilder> configure, Action<WorkerOptions> configureOptions) =>
        HostBuilderFunctions.Configure(builder, (_, worker) => configure(worker), configureOptions);

    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures services and middleware.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder, Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configure) =>
        HostBuilderFunctions.Configure(builder, configure, null);

    /// <summary>Serves the functions of the application from this host.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Configures services and middleware.</param>
    /// <param name="configureOptions">Sets options of the worker.</param>
    /// <returns>The builder.</returns>
    public static IHostBuilder ConfigureFunctionsWorkerDefaults(
        this IHostBuilder builder,
        Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder> configure,
        Action<WorkerOptions> configureOptions) =>
        HostBuilderFunctions.Configure(builder, configure, configureOptions);
}
