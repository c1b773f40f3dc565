using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ImportFunctions.Database;
using ImportFunctions.Games;
using ImportFunctions.Games.Filters;
using LocalPostgres.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProviderSimulator;

namespace FunctionApp.Tests.Games.Import;

/// <summary>The data path on a database of its own, against a simulator of its own.</summary>
sealed class ImportRig : IAsyncDisposable
{
    readonly PostgresDatabase _database;
    readonly ServiceProvider _services;
    readonly HttpClient _http = new();

    ImportRig(PostgresDatabase database, SimulatorHost simulator, ServiceProvider services)
    {
        _database = database;
        Simulator = simulator;
        _services = services;
        Pool = services.GetRequiredService<NpgsqlDataSource>();
    }

    public SimulatorHost Simulator { get; }

    public NpgsqlDataSource Pool { get; }

    public static async Task<ImportRig> StartAsync(
        SimulatorOptions? options = null, Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        var database = await PostgresDatabase.CreateAsync("import", async connection =>
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await new DatabaseMigrator(source).MigrateAsync(CancellationToken.None);
        });
        var simulator = await SimulatorHost.StartAsync(options);
        var all = new Dictionary<string, string?>
        {
            ["IMPORT_DATABASE"] = database.ConnectionString,
            ["LICHESS_BASE_URL"] = simulator.BaseUrl.ToString(),
            ["CHESSCOM_BASE_URL"] = simulator.BaseUrl.ToString(),
            ["LICHESS_RATE_LIMIT_SECONDS"] = "1",
            ["IMPORT_BATCH_SIZE"] = "300",
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        var services = new ServiceCollection().AddLogging();
        if (time is not null)
            services.AddSingleton(time);
        services.AddGameImport(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        return new ImportRig(database, simulator, services.BuildServiceProvider());
    }

    public IGameProvider Provider(string platform) => _services.GetServices<IGameProvider>().Single(provider => provider.Platform == platform);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>One press of the button: plan, then page after page as the orchestration does it.</summary>
    public async Task<ImportReport> ImportAsync(string user, string platform, int limit = 1_000_000, GameFilter? filter = null)
    {
        var run = Guid.NewGuid();
        await ExecuteAsync(
            $"INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, game_limit) VALUES ('{run}', '{user.ToLowerInvariant()}', '{platform}', 'i', 'importing', {limit})");
        var provider = Provider(platform);
        var plan = await provider.PlanAsync(new PlanRequest(run, user, limit, filter), CancellationToken.None);
        var errors = new List<ImportError>();
        var imported = 0;
        RunCounters? totals = null;
        var pages = new Stack<PageSpec>(plan.Pages.Reverse());
        while (pages.TryPop(out var page) && imported < limit)
        {
            var result = await provider.ImportPageAsync(new PageRequest(run, user, page, limit - imported, filter), CancellationToken.None);
            imported += result.Imported;
            totals = result.Totals;
            if (result.Error is { } error)
            {
                errors.Add(error);
                if (!error.Retryable || errors.Count > 20)
                    break;
            }

            foreach (var next in result.Next.Reverse())
                pages.Push(next);
            if (result.Error?.Code == ImportErrorCodes.RateLimited)
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(2, result.Error.RetryAfterSeconds ?? 1)));
        }

        return new ImportReport(run, plan, imported, errors, totals);
    }

    public async Task ControlAsync(object request)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Simulator.BaseUrl, "_control"), request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The provider's own list of a player's games.</summary>
    public async Task<HashSet<string>> TruthAsync(string user, string platform)
    {
        var text = await _http.GetStringAsync(new Uri(Simulator.BaseUrl, $"_players/{platform}/{user}/ids"));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The months that Chess.com lists for a player, oldest first, e.g. <c>2024/05</c>.</summary>
    public async Task<List<string>> ArchivesAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Simulator.BaseUrl, $"pub/player/{user}/games/archives"));
        request.Headers.UserAgent.ParseAdd("tests");
        using var response = await _http.SendAsync(request);
        var list = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. list.GetProperty("archives").EnumerateArray().Select(url => url.GetString()![^7..])];
    }

    public async Task<Dictionary<string, long>> RequestsAsync()
    {
        var stats = await StatisticsAsync();
        return stats.GetProperty("requests").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetInt64());
    }

    public async Task<JsonElement> StatisticsAsync() => await _http.GetFromJsonAsync<JsonElement>(new Uri(Simulator.BaseUrl, "_stats"));

    public async Task<HashSet<string>> StoredAsync(string user, string platform) => [.. await ColumnAsync<string>(
        $"SELECT provider_game_id FROM games WHERE user_id = '{user.ToLowerInvariant()}' AND platform = '{platform}'")];

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Pool.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Pool.CreateCommand(sql);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task<List<T>> ColumnAsync<T>(string sql)
    {
        await using var command = Pool.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    public async Task<List<Dictionary<string, object?>>> RowsAsync(string sql)
    {
        await using var command = Pool.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount)
                .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i)));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _services.DisposeAsync();
        await Simulator.DisposeAsync();
        await _database.DisposeAsync();
    }
}
