using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded.Tests.Durable;

/// <summary>The durable functions on a database of their own.</summary>
public sealed class DurableHost : IAsyncLifetime
{
    public const string HostJson = """{"extensions":{"durableTask":{"hubName":"TestHub"}}}""";

    PostgresDatabase _database = null!;

    internal TestHost Host { get; private set; } = null!;

    internal HttpClient Http => Host.Http;

    internal ManagementClient Api { get; private set; } = null!;

    internal DurableFunctions.HoldSignals Hold => Host.Services.GetRequiredService<DurableFunctions.HoldSignals>();

    internal SeenFunctions Seen => Host.Services.GetRequiredService<SeenFunctions>();

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        Host = await StartAsync(_database.ConnectionString);
        Api = new ManagementClient(Host.Http);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal static Task<TestHost> StartAsync(
        string connectionString, Dictionary<string, string?>? settings = null, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var all = new Dictionary<string, string?>(settings ?? []) { ["IMPORT_DATABASE"] = connectionString };
        return TestHost.StartAsync(
            [typeof(DurableFunctions)],
            all,
            builder =>
            {
                builder.Services.AddSingleton<Calculator>();
                builder.Services.AddSingleton<DurableFunctions.HoldSignals>();
                builder.Services.AddSingleton<SeenFunctions>();
                builder.UseMiddleware<SeenFunctions>();
                configure?.Invoke(builder);
            },
            HostJson);
    }

    internal sealed class SeenFunctions : IFunctionsWorkerMiddleware
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, int> Runs { get; } = new();

        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            Runs.AddOrUpdate(context.FunctionDefinition.Name, 1, (_, n) => n + 1);
            await next(context);
        }
    }
}
