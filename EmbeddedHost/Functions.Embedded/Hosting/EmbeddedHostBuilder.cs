using Functions.Embedded.Discovery;
using Functions.Embedded.Durable;
using Functions.Embedded.Durable.Management;
using Functions.Embedded.Http;
using Functions.Embedded.Invocation;
using Functions.Embedded.Settings;
using Functions.Embedded.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Hosting;

/// <summary>Puts the host together: settings, discovery, services, endpoints.</summary>
sealed class EmbeddedHostBuilder
{
    const string EnvironmentSetting = "AZURE_FUNCTIONS_ENVIRONMENT";

    public EmbeddedHostBuilder(string[] args)
    {
        Web = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environment.GetEnvironmentVariable(EnvironmentSetting),
        });
        StartupFailure.Observe();
        HostFiles.AddTo(Web.Configuration, Web.Environment.ContentRootPath, Web.Environment.IsDevelopment());
    }

    public WebApplicationBuilder Web { get; }

    public EmbeddedHostOptions Options { get; } = new();

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    /// <exception cref="FunctionsStartupException">A function, binding or setting is wrong.</exception>
    public IHost Build()
    {
        var settings = HostSettings.From(Web.Configuration);
        var functions = FunctionDiscovery.Find(Options, Web.Configuration, settings);
        ListeningAddresses.Configure(Web.WebHost, Web.Configuration);
        AddServices(settings, functions);
        var durable = DurableRegistration.IsNeeded(functions);
        WebApplication? app = null;
        if (durable)
        {
            var setup = new DurableSetup(
                Web.Services,
                Web.Configuration,
                settings,
                registry => DurableRegistration.AddFunctions(registry, functions, Invoker));
            (Options.ConfigureDurable ?? DurableRegistration.UsePostgres)(setup);
            Web.Services.AddSingleton<DurableClientSource>();
            ManagementEndpoints.AddServices(Web.Services);
        }

        app = Web.Build();
        EmbeddedHostLog.FunctionsFound(
            app.Services.GetRequiredService<ILogger<EmbeddedHostBuilder>>(),
            functions.Count == 0 ? "none" : string.Join(", ", functions.Select(f => f.Name)));
        HostEndpoints.Map(app, functions, durable);
        return app;

        // The engine asks for it when it runs the first function, long after the application was built.
        FunctionInvoker Invoker() => app!.Services.GetRequiredService<FunctionInvoker>();
    }

    void AddServices(HostSettings settings, IReadOnlyList<EmbeddedFunction> functions)
    {
        var services = Web.Services;
        // The server's own request log would show keys that are sent as ?code=.
        Web.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        Web.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        services.AddMvcCore();
        services.AddOptions<WorkerOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFunctionActivator, FunctionActivator>();
        services.AddSingleton(settings);
        services.AddSingleton(new FunctionCatalog(functions));
        services.AddSingleton(new MiddlewareList(Middleware));
        services.AddSingleton<HostKeys>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<HttpFunctionEndpoint>();
        services.AddHostedService<ListeningAddresses>();
        TimerRegistration.AddServices(services, Web.Configuration, settings, functions);
    }
}
