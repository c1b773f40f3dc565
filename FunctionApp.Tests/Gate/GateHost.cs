using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Functions.Embedded;
using ImportFunctions.Games;
using ImportFunctions.Gate;
using ImportFunctions.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Tests.Gate;

/// <summary>The application on the embedded host inside the test, with the real engine and gate and a platform that does as it is told.</summary>
sealed class GateHost : IAsyncDisposable
{
    readonly IHost _host;

    GateHost(IHost host, Uri address)
    {
        _host = host;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts the application.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="provider">Its platform.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="withReaper">Whether the timer looks after the holders every few seconds; without it, only their leases count.</param>
    public static async Task<GateHost> StartAsync(string database, StandInProvider provider, ImportLimits limits, bool withReaper = true)
    {
        var builder = FunctionsApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IMPORT_DATABASE"] = database,
            // The provider's own budget must not be what keeps imports waiting.
            ["LICHESS_MAX_DOWNLOADS"] = "20",
        });
        builder.ConfigureFunctionsWebApplication();
        builder.ConfigureEmbeddedHost(options =>
        {
            foreach (var type in typeof(ImportGate).Assembly.GetTypes().Where(t => t.GetMethods().Any(m => IsFunction(m, withReaper))))
                options.FunctionClasses.Add(withReaper || type != typeof(ImportReaper) ? type : typeof(HolderCheck));
        });
        builder.Services.AddGameImport(builder.Configuration);
        builder.Services.AddImports(builder.Configuration);
        builder.Services.RemoveAll<IGameProvider>();
        builder.Services.AddSingleton<IGameProvider>(provider);
        builder.Services.AddSingleton(limits);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        var host = builder.Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new GateHost(host, new Uri(address));
    }

    public async Task PostAsync(string user, string priority = "interactive")
    {
        using var response = await Http.PostAsJsonAsync("api/v1/import-more-games", new { user_id = user, platform = "lichess", priority });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();
    }

    public async Task<(List<string> Holders, List<string> Queue)> GateAsync()
    {
        var gate = await GetAsync("api/v1/import-queue");
        static List<string> Users(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetProperty("user_id").GetString()!)];
        return (Users(gate.GetProperty("slots").GetProperty("holders")), Users(gate.GetProperty("queue")));
    }

    public async Task<JsonElement> ProgressWhenAsync(string user, Func<JsonElement, bool> wanted)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var progress = await GetAsync($"api/v1/import-progress/{user}/lichess");
            if (progress.TryGetProperty("progress", out _) && wanted(progress))
                return progress;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Still: {progress}");
            await Task.Delay(20);
        }
    }

    public Task<JsonElement> QueuedAsync(string user) =>
        ProgressWhenAsync(user, p => p.GetProperty("queue_position").ValueKind == JsonValueKind.Number);

    public Task<JsonElement> EndAsync(string user) =>
        ProgressWhenAsync(user, p => p.GetProperty("status").GetString() is "completed" or "failed" or "cancelled");

    public async Task UntilAsync(Func<(List<string> Holders, List<string> Queue), bool> wanted)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var gate = await GateAsync();
            if (wanted(gate))
                return;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"Still: {string.Join(", ", gate.Holders)} | {string.Join(", ", gate.Queue)}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    static bool IsFunction(MethodInfo method, bool withTimers) =>
        method.GetCustomAttribute<FunctionAttribute>() is not null
        && (withTimers || !method.GetParameters().Any(p => p.ParameterType == typeof(TimerInfo)) || method.DeclaringType == typeof(ImportReaper));

    /// <summary>The reaper's activity without its timer.</summary>
    public sealed class HolderCheck(IServiceProvider services)
    {
        [Function(ImportReaper.CheckName)]
        public Task<List<SlotClaim>> Check(
            [ActivityTrigger] List<LeaseHolder> holders,
            [DurableClient] Microsoft.DurableTask.Client.DurableTaskClient client,
            FunctionContext context) =>
            ActivatorUtilities.CreateInstance<ImportReaper>(services).Check(holders, client, context);
    }
}
