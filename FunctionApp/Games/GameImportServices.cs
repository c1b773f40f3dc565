using ImportFunctions.Database;
using ImportFunctions.Games.ChessCom;
using ImportFunctions.Games.Filters;
using ImportFunctions.Games.Http;
using ImportFunctions.Games.Lichess;
using ImportFunctions.Games.Storage;
using ImportFunctions.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace ImportFunctions.Games;

/// <summary>Registration of the import's data path.</summary>
public static class GameImportServices
{
    /// <summary>
    /// Adds the database pool (<see cref="NpgsqlDataSource"/>, singleton), the migrations (applied before later hosted services start),
    /// and both <see cref="IGameProvider"/>s.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's settings, see <see cref="ImportSettings"/>.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">Settings are missing or wrong; one sentence for each.</exception>
    public static IServiceCollection AddGameImport(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        var settings = ImportSettings.From(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(DataSource(settings));
        services.AddSingleton<DatabaseMigrator>();
        services.AddHostedService<MigrateOnStart>();
        services.AddSingleton<HttpBudget>();
        services.AddSingleton<BatchPool>();
        services.TryAddSingleton<ForegroundRequests>();
        services.AddSingleton<GameStore>();
        services.AddSingleton<PlayerStore>();
        services.AddSingleton<MonthStore>();
        services.AddSingleton<FilterStore>();
        services.AddSingleton(provider => new LichessHttp(
            new ProviderOptions
            {
                Name = "Lichess",
                BaseUrl = settings.LichessBaseUrl,
                MaxDownloads = settings.LichessMaxDownloads,
                Token = settings.LichessToken,
                RateLimitWait = TimeSpan.FromSeconds(settings.LichessRateLimitSeconds),
                ShortestRateLimitWait = TimeSpan.FromSeconds(settings.LichessRateLimitSeconds),
            },
            settings, provider.GetRequiredService<HttpBudget>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ChessComHttp(
            new ProviderOptions
            {
                Name = "Chess.com",
                BaseUrl = settings.ChessComBaseUrl,
                MaxDownloads = settings.ChessComMaxRequests,
                RateLimitWait = TimeSpan.FromSeconds(5),
            },
            settings, provider.GetRequiredService<HttpBudget>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LichessClient>();
        services.AddSingleton<ChessComClient>();
        services.AddSingleton<IGameProvider, LichessProvider>();
        services.AddSingleton<IGameProvider, ChessComProvider>();
        return services;
    }

    /// <summary>The application's pool.</summary>
    static NpgsqlDataSource DataSource(ImportSettings settings)
    {
        var connection = ConnectionStrings.Parse(settings.Database);
        connection.MaxPoolSize = settings.DatabasePoolSize;
        connection.Timeout = settings.DatabasePoolTimeoutSeconds;
        connection.MinPoolSize = Math.Min(connection.MinPoolSize, settings.DatabasePoolSize);
        connection.ApplicationName ??= "ImportFunctions";
        // Every statement of an import comes again and again.
        connection.MaxAutoPrepare = 100;
        connection.AutoPrepareMinUsages = 2;
        // What a session keeps (settings, locks, temporary tables) is bound to a transaction everywhere, so there is nothing to reset when
        // a connection goes back: eight statements less for each that it is used for.
        connection.NoResetOnClose = true;
        return NpgsqlDataSource.Create(connection.ConnectionString);
    }
}
