using System.Net;
using Functions.Embedded.Hosting;
using Functions.Embedded.Tests.Durable;
using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Tests.Http;

/// <summary>Applications that start in the older way, with a HostBuilder.</summary>
public sealed class HostBuilderTests
{
    [Fact]
    public async Task NewHostBuilder_ServesDurableFunctions_WithServicesAndMiddleware()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var seen = new DurableHost.SeenFunctions();
        using var host = Prepared(
                new HostBuilder().ConfigureFunctionsWorkerDefaults(worker =>
                {
                    worker.Services.AddSingleton<Calculator>();
                    worker.UseMiddleware<DurableHost.SeenFunctions>();
                }),
                new() { ["IMPORT_DATABASE"] = database.ConnectionString },
                typeof(DurableFunctions))
            .ConfigureServices(services => services.AddSingleton(seen))
            .Build();
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(Address(host)) };
        var api = new ManagementClient(http);

        var started = await http.PostAsync("/api/start/3/4", null);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = await api.StartAsync("Add", new Sum(3, 4));
        Assert.Equal("3 + 4 = 7", (await api.UntilFinishedAsync(id)).GetProperty("output").GetString());
        Assert.True(seen.Runs["Add"] > 0 && seen.Runs["Start"] == 1);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/admin/host/status")).StatusCode);
        await host.StopAsync();
    }

    [Fact]
    public async Task WebApplicationForm_UsesAspNetCoreTypes_AndTheContext()
    {
        string? environment = null;
        using var host = Prepared(
            new HostBuilder().ConfigureFunctionsWebApplication((context, worker) =>
            {
                environment = context.HostingEnvironment.EnvironmentName;
                worker.Services.AddSingleton<Calculator>();
                worker.UseMiddleware((invocation, next) =>
                {
                    invocation.Items["passed"] = true;
                    return next();
                });
            }),
            [],
            typeof(OpenFunctions)).Build();
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(Address(host)) };

        Assert.NotNull(environment);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/ping")).StatusCode);
        await host.StopAsync();
    }

    [Fact]
    public void WorkerOptions_AreSet()
    {
        using var host = Prepared(
            new HostBuilder().ConfigureFunctionsWorkerDefaults(_ => { }, options => options.Capabilities["A"] = "B"),
            [],
            typeof(OpenFunctions)).Build();
        Assert.Equal("B", host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<WorkerOptions>>().Value.Capabilities["A"]);
    }

    [Fact]
    public void WrongFunction_IsRefusedWhenTheHostIsBuilt()
    {
        var refusal = Assert.Throws<FunctionsStartupException>(
            () => Prepared(new HostBuilder().ConfigureFunctionsWorkerDefaults(), [], typeof(Wrong)).Build());
        Assert.Contains("'Nothing'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAnAddress_ListensOnTheDefaultOne()
    {
        using var host = new HostBuilder().ConfigureFunctionsWorkerDefaults()
            .ConfigureEmbeddedHost(options => options.FunctionClasses.Add(typeof(OpenFunctions))).Build();
        Assert.Equal("http://localhost:7071", host.Services.GetRequiredService<IConfiguration>()["urls"]);
    }

    [Fact]
    public void OpenAddressWithoutKeys_IsRefused()
    {
        var worker = new HostBuilder().ConfigureFunctionsWorkerDefaults();
        var builder = Prepared(worker, new() { ["urls"] = "http://*:0" }, typeof(OpenFunctions));
        Assert.Throws<FunctionsStartupException>(builder.Build);
    }

    static IHostBuilder Prepared(IHostBuilder builder, Dictionary<string, string?> settings, Type functions) => builder
        .ConfigureAppConfiguration(configuration => configuration
            .AddInMemoryCollection([new("urls", "http://127.0.0.1:0")])
            .AddInMemoryCollection(settings))
        .ConfigureLogging(logging => logging.ClearProviders().AddProvider(new LogCollector()))
        .ConfigureEmbeddedHost(options => options.FunctionClasses.Add(functions));

    static string Address(IHost host) =>
        host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public sealed class Wrong
    {
        [Function("Nothing")]
        public static void Nothing()
        {
        }
    }
}
