using System.Globalization;
using ImportFunctions.Database;
using ImportFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace ImportFunctions.Games;

/// <summary>The settings of the import's data path, each from the configuration key its summary names.</summary>
public sealed record ImportSettings
{
    /// <summary><c>IMPORT_DATABASE</c>: an Npgsql connection string or a <c>postgres://</c> URL. Required.</summary>
    public required string Database { get; init; }

    /// <summary><c>DATABASE_POOL_SIZE</c>: connections at most. <value>20</value></summary>
    public int DatabasePoolSize { get; init; } = 20;

    /// <summary><c>DATABASE_POOL_TIMEOUT_SECONDS</c>: how long to wait for one. <value>30</value></summary>
    public int DatabasePoolTimeoutSeconds { get; init; } = 30;

    /// <summary>
    /// <c>IMPORT_BATCH_SIZE</c>: games per insert batch, and three quarters of a mebibyte at most. Measured with 3 × 20,000 games: 500, 1,000 and 2,000
    /// differ by less than the noise in speed, by 10 MB each in memory. <value>1000</value>
    /// </summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary><c>EXISTING_GAMES_PAGE_SIZE</c>: candidate ids checked against the table per query. <value>2000</value></summary>
    public int ExistingGamesPageSize { get; init; } = 2000;

    /// <summary><c>IMPORT_PAGE_SECONDS</c>: a page sends no further request after so long, and a plan begins no further page after half of it. <value>10</value></summary>
    public int PageSeconds { get; init; } = 10;

    /// <summary><c>HTTP_MAX_CONNECTIONS</c>: requests in flight to all providers together. <value>15</value></summary>
    public int HttpMaxConnections { get; init; } = 15;

    /// <summary><c>HTTP_MAX_CONNECTIONS_PER_HOST</c>: connections to one provider. <value>6</value></summary>
    public int HttpMaxConnectionsPerHost { get; init; } = 6;

    /// <summary><c>HTTP_CONNECT_TIMEOUT_SECONDS</c>. <value>30</value></summary>
    public int HttpConnectTimeoutSeconds { get; init; } = 30;

    /// <summary><c>HTTP_TIMEOUT_SECONDS</c>: until the head of an answer, and between two pieces of a body. <value>120</value></summary>
    public int HttpTimeoutSeconds { get; init; } = 120;

    /// <summary><c>HTTP_DNS_TTL_SECONDS</c>: older connections are replaced, so that DNS changes are seen. <value>300</value></summary>
    public int HttpDnsTtlSeconds { get; init; } = 300;

    /// <summary>
    /// <c>IMPORT_USER_AGENT</c>: what the providers see, as a whole; by default the application's name with <c>IMPORT_CONTACT</c>, a mail
    /// address or a web page, as both providers want to know whom to ask.
    /// </summary>
    public string UserAgent { get; init; } = Product;

    const string Product = "ImportFunctions/0.1";

    /// <summary><c>LICHESS_BASE_URL</c>. <value>https://lichess.org</value></summary>
    public Uri LichessBaseUrl { get; init; } = new("https://lichess.org");

    /// <summary><c>LICHESS_TOKEN</c>: optional, raises the provider's limits.</summary>
    public string? LichessToken { get; init; }

    /// <summary><c>LICHESS_MAX_DOWNLOADS</c>: pages at once, over all imports and hosts; the provider allows two streams per address. <value>2</value></summary>
    public int LichessMaxDownloads { get; init; } = 2;

    /// <summary><c>LICHESS_RATE_LIMIT_SECONDS</c>: the wait after a 429, or longer where <c>Retry-After</c> says so. <value>60</value></summary>
    public int LichessRateLimitSeconds { get; init; } = 60;

    /// <summary><c>CHESSCOM_BASE_URL</c>. <value>https://api.chess.com</value></summary>
    public Uri ChessComBaseUrl { get; init; } = new("https://api.chess.com");

    /// <summary><c>CHESSCOM_MAX_REQUESTS</c>: the same for Chess.com, which promises only serial access. <value>1</value></summary>
    public int ChessComMaxRequests { get; init; } = 1;

    /// <summary><c>PROVIDER_BREAKER_FAILURES</c>: failures in a row after which a provider is left alone. <value>5</value></summary>
    public int BreakerFailures { get; init; } = 5;

    /// <summary>
    /// <c>PROVIDER_BREAKER_SECONDS</c>: for how long, before one page tries again; doubled each time that fails, up to five minutes.
    /// <value>15</value>
    /// </summary>
    public int BreakerSeconds { get; init; } = 15;

    /// <summary>
    /// <c>PROVIDER_WAIT_LIMIT_SECONDS</c>: an import fails when its provider lets nothing through for so long. <value>3600</value>
    /// </summary>
    public int ProviderWaitLimitSeconds { get; init; } = 3600;

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">Environment variables, <c>local.settings.json</c> values and the like.</param>
    /// <exception cref="WrongSettingException">Settings are missing or wrong; one sentence for each.</exception>
    public static ImportSettings From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var wrong = new List<string>();
        var defaults = new ImportSettings { Database = "" };
        var database = configuration["IMPORT_DATABASE"] ?? "";
        if (string.IsNullOrWhiteSpace(database))
            wrong.Add("IMPORT_DATABASE is required: an Npgsql connection string or a postgres:// URL.");
        else
            Check(() => ConnectionStrings.Parse(database), wrong);
        var settings = new ImportSettings
        {
            Database = database,
            DatabasePoolSize = Number("DATABASE_POOL_SIZE", defaults.DatabasePoolSize, 2, 1000),
            DatabasePoolTimeoutSeconds = Number("DATABASE_POOL_TIMEOUT_SECONDS", defaults.DatabasePoolTimeoutSeconds, 1, 1000),
            BatchSize = Number("IMPORT_BATCH_SIZE", defaults.BatchSize, 1, 50_000),
            ExistingGamesPageSize = Number("EXISTING_GAMES_PAGE_SIZE", defaults.ExistingGamesPageSize, 1, 50_000),
            PageSeconds = Number("IMPORT_PAGE_SECONDS", defaults.PageSeconds, 1, 240),
            HttpMaxConnections = Number("HTTP_MAX_CONNECTIONS", defaults.HttpMaxConnections, 1, 1000),
            HttpMaxConnectionsPerHost = Number("HTTP_MAX_CONNECTIONS_PER_HOST", defaults.HttpMaxConnectionsPerHost, 1, 1000),
            HttpConnectTimeoutSeconds = Number("HTTP_CONNECT_TIMEOUT_SECONDS", defaults.HttpConnectTimeoutSeconds, 1, 600),
            HttpTimeoutSeconds = Number("HTTP_TIMEOUT_SECONDS", defaults.HttpTimeoutSeconds, 1, 3600),
            HttpDnsTtlSeconds = Number("HTTP_DNS_TTL_SECONDS", defaults.HttpDnsTtlSeconds, 1, 86_400),
            UserAgent = configuration["IMPORT_USER_AGENT"] is { Length: > 0 } agent ? agent
                : configuration["IMPORT_CONTACT"] is { Length: > 0 } contact ? $"{Product} (contact: {contact})" : defaults.UserAgent,
            LichessBaseUrl = Url("LICHESS_BASE_URL", defaults.LichessBaseUrl),
            LichessToken = configuration["LICHESS_TOKEN"] is { Length: > 0 } token ? token : null,
            LichessMaxDownloads = Number("LICHESS_MAX_DOWNLOADS", defaults.LichessMaxDownloads, 1, 100),
            LichessRateLimitSeconds = Number("LICHESS_RATE_LIMIT_SECONDS", defaults.LichessRateLimitSeconds, 1, 3600),
            ChessComBaseUrl = Url("CHESSCOM_BASE_URL", defaults.ChessComBaseUrl),
            ChessComMaxRequests = Number("CHESSCOM_MAX_REQUESTS", defaults.ChessComMaxRequests, 1, 100),
            BreakerFailures = Number("PROVIDER_BREAKER_FAILURES", defaults.BreakerFailures, 1, 1000),
            BreakerSeconds = Number("PROVIDER_BREAKER_SECONDS", defaults.BreakerSeconds, 1, 300),
            ProviderWaitLimitSeconds = Number("PROVIDER_WAIT_LIMIT_SECONDS", defaults.ProviderWaitLimitSeconds, 1, 86_400),
        };
        if (settings.UserAgent.Any(char.IsControl))
            wrong.Add("IMPORT_USER_AGENT and IMPORT_CONTACT must be one line of text.");
        return wrong.Count == 0 ? settings : throw new WrongSettingException(string.Join(Environment.NewLine, wrong));

        int Number(string key, int fallback, int lowest, int highest)
        {
            var text = configuration[key];
            if (string.IsNullOrWhiteSpace(text))
                return fallback;
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
                && value >= lowest && value <= highest)
                return value;
            wrong.Add($"{key} must be a whole number from {lowest} to {highest}, not '{text}'.");
            return fallback;
        }

        Uri Url(string key, Uri fallback)
        {
            var text = configuration[key];
            if (string.IsNullOrWhiteSpace(text))
                return fallback;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                return url;
            wrong.Add($"{key} must be an http or https URL, not '{text}'.");
            return fallback;
        }
    }

    static void Check(Action action, List<string> wrong)
    {
        try
        {
            action();
        }
        catch (FormatException exception)
        {
            wrong.Add(exception.Message);
        }
    }
}
