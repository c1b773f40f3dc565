using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ImportFunctions.Games.Http;

/// <summary>
/// The one long-lived client for a provider: connection pool, a number of places for downloads, retries with backoff and jitter, and a pause
/// for everybody after the provider said "too many requests". All hosts together are held back by <see cref="Budget.ProviderBudget"/>,
/// which also is the circuit breaker; the places and the pause here are what is left when a page works longer than its import lives.
/// </summary>
abstract class ProviderHttp : IDisposable
{
    readonly ProviderOptions _options;
    readonly HttpClient _client;
    readonly HttpBudget _budget;
    readonly SemaphoreSlim _downloads;
    readonly SemaphoreSlim _lookups;
    readonly TimeProvider _time;
    readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    long _pausedUntil;

    protected ProviderHttp(ProviderOptions options, ImportSettings settings, HttpBudget budget, TimeProvider time)
    {
        _options = options;
        _budget = budget;
        _time = time;
        _downloads = new SemaphoreSlim(options.MaxDownloads);
        _lookups = new SemaphoreSlim(options.MaxDownloads);
        StallTimeout = TimeSpan.FromSeconds(settings.HttpTimeoutSeconds);
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = settings.HttpMaxConnectionsPerHost,
            ConnectTimeout = TimeSpan.FromSeconds(settings.HttpConnectTimeoutSeconds),
            PooledConnectionLifetime = TimeSpan.FromSeconds(settings.HttpDnsTtlSeconds),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseDrainSize = 0,
        };
        // Streams last for minutes: heads and stalls are timed one by one, not the whole request.
        _client = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", settings.UserAgent);
        if (options.Token is { } token)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _pipeline = Pipeline();
    }

    /// <summary>After so long without a byte a body counts as stalled.</summary>
    public TimeSpan StallTimeout { get; }

    /// <summary>The provider's name in messages.</summary>
    public string Name => _options.Name;

    /// <summary>Sends a GET and returns when the head is there.</summary>
    /// <param name="path">Path and query below the base URL.</param>
    /// <param name="accept">The <c>Accept</c> header.</param>
    /// <param name="etag">Sent as <c>If-None-Match</c>.</param>
    /// <param name="download">Whether it takes a download's place or only a lookup's.</param>
    /// <param name="cancellation">Stops waiting and the request.</param>
    /// <returns>An answer with a status below 500 that is not 429; the caller disposes it.</returns>
    /// <exception cref="ProviderFailure">No such answer came, with all retries that fit into a short time.</exception>
    public async Task<ProviderResponse> GetAsync(string path, string accept, string? etag, bool download, CancellationToken cancellation)
    {
        var places = download ? _downloads : _lookups;
        await places.WaitAsync(cancellation);
        try
        {
            await _budget.Slots.WaitAsync(cancellation);
            try
            {
                ThrowIfPaused();
                HttpResponseMessage? message;
                for (var attempt = 0; (message = await SendAsync(path, accept, etag, attempt, cancellation)) is null; attempt++)
                    await Task.Delay(_options.RetryDelay * (1 << attempt) * (0.5 + Random.Shared.NextDouble()), _time, cancellation);
                return new ProviderResponse(message, () =>
                {
                    _budget.Slots.Release();
                    places.Release();
                });
            }
            catch
            {
                _budget.Slots.Release();
                throw;
            }
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>The error for a connection that broke in the middle of a body.</summary>
    public ImportError Broken(Exception? exception) => exception is TimeoutException
        ? new(ImportErrorCodes.Timeout, $"{Name} stopped sending.", true, 15)
        : new(ImportErrorCodes.Network, $"The connection to {Name} broke while games were being received.", true, 10);

    async Task<HttpResponseMessage?> SendAsync(string path, string accept, string? etag, int attempt, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await _pipeline.ExecuteAsync(
                static async (state, token) =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, state.path);
                    request.Headers.TryAddWithoutValidation("Accept", state.accept);
                    if (state.etag is not null)
                        request.Headers.TryAddWithoutValidation("If-None-Match", state.etag);
                    return await state._client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                },
                (path: path.TrimStart('/'), accept, etag, _client), cancellation);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new ProviderFailure(new(ImportErrorCodes.Timeout, $"{Name} did not answer in time.", true, 15), exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ProviderFailure(new(ImportErrorCodes.Network, $"{Name} cannot be reached.", true, 10), exception);
        }

        if ((int)response.StatusCode is not (429 or 408 or >= 500))
            return response;
        using (response)
        {
            if (attempt < _options.Retries && await IsBusyAsync(response, cancellation))
                return null;
            var wait = RetryAfter(response);
            if ((int)response.StatusCode != 429)
            {
                throw new ProviderFailure(new(
                    ImportErrorCodes.ProviderUnavailable,
                    $"{Name} answers with status {(int)response.StatusCode}.", true, Seconds(wait, 15)));
            }

            // Not waited for here: the pause is everybody's, on all hosts.
            var pause = wait ?? _options.RateLimitWait;
            if (pause < _options.ShortestRateLimitWait)
                pause = _options.ShortestRateLimitWait;
            Interlocked.Exchange(ref _pausedUntil, (_time.GetUtcNow() + pause).UtcTicks);
            throw RateLimited(pause);
        }
    }

    // "Please only run 1 request(s) at a time": the provider has not noticed yet that our last stream ended. That is a matter of
    // moments, unlike being asked to slow down.
    static async Task<bool> IsBusyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if ((int)response.StatusCode != 429 || response.Headers.NonValidated.Contains("Retry-After")
            || response.Content.Headers.ContentLength is > 1000)
        {
            return false;
        }

        try
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return text.Contains("at a time", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return false;
        }
    }

    void ThrowIfPaused()
    {
        var wait = new DateTimeOffset(Interlocked.Read(ref _pausedUntil), TimeSpan.Zero) - _time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            throw RateLimited(wait);
    }

    ProviderFailure RateLimited(TimeSpan wait) =>
        new(new(ImportErrorCodes.RateLimited, $"{Name} asks us to wait.", true, Seconds(wait, 60)));

    static int Seconds(TimeSpan? wait, int fallback) => wait is { } value ? Math.Max(1, (int)Math.Ceiling(value.TotalSeconds)) : fallback;

    ResiliencePipeline<HttpResponseMessage> Pipeline()
    {
        var again = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(response => (int)response.StatusCode is 408 or >= 500 && IsShort(response));
        return new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = again,
                MaxRetryAttempts = _options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = _options.RetryDelay,
                UseJitter = true,
                DelayGenerator = arguments => new(arguments.Outcome.Result is { } response ? RetryAfter(response) : null),
            })
            .AddTimeout(StallTimeout)
            .Build();
    }

    bool IsShort(HttpResponseMessage response) => !(RetryAfter(response) > _options.LongestWaitInside);

    TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
            return null;
        var text = values.ToString();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        var wait = date - _time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public void Dispose()
    {
        _client.Dispose();
        _downloads.Dispose();
        _lookups.Dispose();
    }
}
