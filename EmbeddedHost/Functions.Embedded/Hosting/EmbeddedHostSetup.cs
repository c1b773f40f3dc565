using Functions.Embedded.Discovery;
using Functions.Embedded.Durable;
using Functions.Embedded.Durable.Management;
using Functions.Embedded.Http;
using Functions.Embedded.Invocation;
using Functions.Embedded.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Functions.Embedded.Hosting;

/// <summary>Puts the host together, whichever kind of builder makes it: discovery, services, endpoints.</summary>
sealed class EmbeddedHostSetup
{
    IReadOnlyList<EmbeddedFunction> _functions = [];
    IServiceProvider? _provider;
    bool _durable;

    public EmbeddedHostOptions Options { get; } = new();

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    /// <summary>Finds the functions and registers what they need. Everything that the configuration can say must be said by now.</summary>
    /// <exception cref="FunctionsStartupException">A function, binding or setting is wrong.</exception>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var settings = HostSettings.From(configuration);
        _functions = FunctionDiscovery.Find(Options, configuration, settings);
        // The server's own request log would show keys that are sent as ?code=.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        // A line for each start and end of an activity would be most of the log. First of the rules, so that what is configured wins.
        services.Configure<LoggerFilterOptions>(filters =>
            filters.Rules.Insert(0, new LoggerFilterRule(null, "Microsoft.DurableTask.Worker.Activities", LogLevel.Warning, null)));
        services.Configure<KestrelServerOptions>(server => server.AddServerHeader = false);
        AddActionResults(services);
        services.AddOptions<WorkerOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFunctionActivator, FunctionActivator>();
        services.AddSingleton(settings);
        services.AddSingleton(new FunctionCatalog(_functions));
        services.AddSingleton(new MiddlewareList(Middleware));
        services.AddSingleton<HostKeys>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<HttpFunctionEndpoint>();
        services.AddHostedService(provider =>
        {
            // Hosted services are all made before the first of them starts, and with it the engine.
            _provider = provider;
            return ActivatorUtilities.CreateInstance<ListeningAddresses>(provider);
        });
        TimerRegistration.AddServices(services, configuration, settings, _functions);
        AddDurable(services, configuration, settings);
    }

    // Functions return what MVC's actions do, but there are no controllers: their routing would make a model of every loaded part at the
    // first request.
    static void AddActionResults(IServiceCollection services)
    {
        services.AddMvcCore();
        for (var i = services.Count - 1; i >= 0; i--)
        {
            if (services[i] is { IsKeyedService: false, ImplementationType: { } type } service && service.ServiceType == typeof(MatcherPolicy)
                && type.Assembly == typeof(MvcCoreServiceCollectionExtensions).Assembly)
                services.RemoveAt(i);
        }
    }

    /// <summary>Maps everything that the host answers.</summary>
    /// <exception cref="FunctionsStartupException">A route is wrong.</exception>
    public void Map(IApplicationBuilder app, Action<IApplicationBuilder, Action<IEndpointRouteBuilder>> route)
    {
        CheckConverters(app.ApplicationServices.GetRequiredService<IOptions<WorkerOptions>>().Value);
        EmbeddedHostLog.FunctionsFound(
            app.ApplicationServices.GetRequiredService<ILogger<EmbeddedHostBuilder>>(),
            _functions.Count == 0 ? "none" : string.Join(", ", _functions.Select(f => f.Name)));
        HostEndpoints.UseForwardedHeaders(app);
        route(app, endpoints => HostEndpoints.Map(endpoints, _functions, _durable));
    }

    /// <summary>What nothing but a converter can give a value needs one.</summary>
    void CheckConverters(WorkerOptions options)
    {
        if (!options.InputConverters.Any() && _functions.Select(f => f.NeedsConverter).FirstOrDefault(n => n is not null) is { } refusal)
            throw refusal;
    }

    void AddDurable(IServiceCollection services, IConfiguration configuration, HostSettings settings)
    {
        _durable = DurableRegistration.IsNeeded(_functions);
        if (!_durable)
            return;
        var setup = new DurableSetup(
            services,
            configuration,
            settings,
            registry => DurableRegistration.AddFunctions(registry, _functions, Invoker));
        (Options.ConfigureDurable ?? DurableRegistration.UsePostgres)(setup);
        services.TryAddSingleton<DataConverter>(provider => WorkerJson.SerializerOf(provider) is { } serializer
            ? new SerializerDataConverter(serializer)
            : JsonDataConverter.Default);
        services.AddSingleton<DurableClientSource>();
        services.AddHttpClient();
        ManagementEndpoints.AddServices(services);
    }

    FunctionInvoker Invoker() => _provider!.GetRequiredService<FunctionInvoker>();
}
