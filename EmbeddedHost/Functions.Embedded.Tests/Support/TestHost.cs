using Functions.Embedded.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Tests.Support;

/// <summary>A host on a free loopback port, with a directory of its own.</summary>
sealed class TestHost : IAsyncDisposable
{
    readonly IHost _host;
    readonly string _directory;

    TestHost(IHost host, string directory, LogCollector logs)
    {
        _host = host;
        _directory = directory;
        Logs = logs;
        Address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Address) };
    }

    public HttpClient Http { get; }

    public string Address { get; }

    public LogCollector Logs { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<TestHost> StartAsync(
        Type[] functions,
        Dictionary<string, string?>? settings = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        string? hostJson = null,
        string? localSettings = null,
        string[]? args = null)
    {
        var directory = Directory.CreateTempSubdirectory("functions-embedded-").FullName;
        if (hostJson is not null)
            await File.WriteAllTextAsync(Path.Combine(directory, "host.json"), hostJson);
        if (localSettings is not null)
            await File.WriteAllTextAsync(Path.Combine(directory, "local.settings.json"), localSettings);
        var logs = new LogCollector();
        try
        {
            var host = Build(functions, directory, logs, settings, configure, args);
            await host.StartAsync();
            return new TestHost(host, directory, logs);
        }
        catch
        {
            Directory.Delete(directory, true);
            throw;
        }
    }

    /// <summary>Starts a host that must not start, and gives the sentence it refuses with.</summary>
    public static async Task<string> RefusalAsync(
        Type[] functions, Dictionary<string, string?>? settings = null, string? hostJson = null, string[]? args = null)
    {
        var e = await Assert.ThrowsAsync<FunctionsStartupException>(async () =>
        {
            await using var host = await StartAsync(functions, settings, null, hostJson, null, args);
        });
        Assert.Equal(e.Message, e.ToString());
        return e.Message;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        Directory.Delete(_directory, true);
    }

    static IHost Build(
        Type[] functions,
        string directory,
        LogCollector logs,
        Dictionary<string, string?>? settings,
        Action<FunctionsApplicationBuilder>? configure,
        string[]? args)
    {
        var builder = FunctionsApplication.CreateBuilder(["--contentRoot", directory, .. args ?? ["--urls", "http://127.0.0.1:0"]]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.ConfigureEmbeddedHost(options =>
        {
            foreach (var type in functions)
                options.FunctionClasses.Add(type);
        });
        configure?.Invoke(builder);
        return builder.Build();
    }
}
