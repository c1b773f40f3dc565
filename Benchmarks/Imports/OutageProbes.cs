using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Demo;

namespace Benchmarks.Imports;

/// <summary>Asks the application for everything that needs the database, again and again, while there is none.</summary>
sealed class OutageProbes(HttpClient client, Uri address, DemoPlayer player)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly Lock _gate = new();
    readonly List<string> _others = [];

    /// <summary>All requests.</summary>
    public int Requests { get; private set; }

    /// <summary>Those that were answered as they should be: 503, a problem document, <c>Retry-After</c>.</summary>
    public int Unavailable { get; private set; }

    /// <summary>Those that were answered in another way.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>How long the slowest answer took.</summary>
    public double SlowestMilliseconds { get; private set; }

    /// <summary>Asks for so long.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        const string Management = "runtime/webhooks/durabletask/instances";
        var instance = $"{player.Platform}-{player.UserId.ToLowerInvariant()}";
        var start = new { user_id = "somebody-10", platform = "lichess" };
        Func<HttpRequestMessage>[] all =
        [
            () => new(HttpMethod.Post, new Uri(address, "api/v1/import-more-games")) { Content = JsonContent.Create(start) },
            () => Get($"api/v1/import-progress/{player.UserId}/{player.Platform}"),
            () => Get("api/v1/import-queue"),
            () => new(HttpMethod.Delete, new Uri(address, $"api/v1/import-more-games/{player.UserId}/{player.Platform}")),
            () => Get("api/health"),
            () => Get($"{Management}/{instance}"),
            () => Get(Management),
            () => new(HttpMethod.Post, new Uri(address, $"{Management}/{instance}/suspend?reason=outage")),
        ];
        await Task.WhenAll(all.Select(request => AskAsync(request, duration, cancellation))).ConfigureAwait(false);

        HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(address, path));
    }

    async Task AskAsync(Func<HttpRequestMessage> create, TimeSpan duration, CancellationToken cancellation)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < duration;)
        {
            using var request = create();
            var sent = Stopwatch.GetTimestamp();
            try
            {
                using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
                Note(request, response, Stopwatch.GetElapsedTime(sent));
            }
            catch (HttpRequestException e)
            {
                NoteOther($"{request.Method} {request.RequestUri!.AbsolutePath}: {e.Message}");
            }

            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
    }

    void Note(HttpRequestMessage request, HttpResponseMessage response, TimeSpan took)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable || type != "application/problem+json" || response.Headers.RetryAfter is null)
        {
            NoteOther($"{request.Method} {request.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {type}, Retry-After {response.Headers.RetryAfter}");
            return;
        }

        lock (_gate)
        {
            Requests++;
            Unavailable++;
            SlowestMilliseconds = Math.Max(SlowestMilliseconds, took.TotalMilliseconds);
        }
    }

    void NoteOther(string what)
    {
        lock (_gate)
        {
            Requests++;
            _others.Add(what);
        }
    }
}
