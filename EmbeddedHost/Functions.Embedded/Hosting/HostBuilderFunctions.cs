using Functions.Embedded.Http;
using Functions.Embedded.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Hosting;

/// <summary>Serves functions from a host that an <see cref="IHostBuilder"/> makes.</summary>
static class HostBuilderFunctions
{
    const string SetupKey = "Functions.Embedded.Setup";

    /// <summary>The setup that belongs to a builder.</summary>
    public static EmbeddedHostSetup SetupOf(IHostBuilder builder)
    {
        if (builder.Properties.TryGetValue(SetupKey, out var known))
            return (EmbeddedHostSetup)known;
        var setup = new EmbeddedHostSetup();
        builder.Properties.Add(SetupKey, setup);
        return setup;
    }

    /// <summary>Adds the host's parts, once, and what the application configures.</summary>
    public static IHostBuilder Configure(
        IHostBuilder builder,
        Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder>? configure,
        Action<WorkerOptions>? configureOptions)
    {
        const string AddedKey = SetupKey + ".Added";
        ArgumentNullException.ThrowIfNull(builder);
        var setup = SetupOf(builder);
        if (builder.Properties.TryAdd(AddedKey, true))
            Add(builder, setup);
        return builder.ConfigureServices((context, services) =>
        {
            if (configureOptions is not null)
                services.Configure(configureOptions);
            configure?.Invoke(context, new WorkerBuilder(services, setup));
        });
    }

    static void Add(IHostBuilder builder, EmbeddedHostSetup setup)
    {
        StartupFailure.Observe();
        builder.ConfigureHostConfiguration(configuration =>
        {
            if (Environment.GetEnvironmentVariable(EmbeddedHostBuilder.EnvironmentSetting) is { Length: > 0 } environment)
                configuration.AddInMemoryCollection([new(HostDefaults.EnvironmentKey, environment)]);
            configuration.AddCommandLine([.. Environment.GetCommandLineArgs().Skip(1)]);
        });
        builder.ConfigureAppConfiguration((context, configuration) =>
        {
            configuration.AddEnvironmentVariables();
            HostFiles.AddTo(configuration, context.HostingEnvironment.ContentRootPath, context.HostingEnvironment.IsDevelopment());
        });
        builder.ConfigureLogging((context, logging) =>
            logging.AddConfiguration(context.Configuration.GetSection("Logging")).AddConsole());
        builder.ConfigureWebHostDefaults(web => web.Configure(app => setup.Map(app, (routed, map) =>
        {
            routed.UseRouting();
            routed.UseEndpoints(map);
        })));
        builder.ConfigureServices((context, services) =>
        {
            setup.AddServices(services, context.Configuration);
            ListeningAddresses.Configure(context.Configuration);
        });
    }

    sealed class WorkerBuilder(IServiceCollection services, EmbeddedHostSetup setup) : IFunctionsWorkerApplicationBuilder
    {
        public IServiceCollection Services => services;

        public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
        {
            ArgumentNullException.ThrowIfNull(middleware);
            setup.Middleware.Add(middleware);
            return this;
        }
    }
}
