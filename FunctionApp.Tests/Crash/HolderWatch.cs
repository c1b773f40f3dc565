using System.Text.Json;

namespace ImportFunctions.Tests.Crash;

/// <summary>Looks at the queue all the time, through whatever process there is, and remembers the most slots that were held at once.</summary>
sealed class HolderWatch : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Func<Uri> _application;
    readonly Task _watching;
    int _looks;
    int _most;
    string _worst = "";

    public HolderWatch(Func<Uri> application)
    {
        _application = application;
        _watching = WatchAsync();
    }

    public void AssertNeverMoreThan(int slots)
    {
        Assert.True(_looks >= 20, $"Only {_looks} looks.");
        Assert.True(_most <= slots, _worst);
        Assert.Equal(slots, _most);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    async Task WatchAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var text = await http.GetStringAsync(new Uri(_application(), "api/v1/import-queue"), _stop.Token);
                using var queue = JsonDocument.Parse(text);
                var slots = queue.RootElement.GetProperty("slots");
                var holders = slots.GetProperty("holders").EnumerateArray().Select(h => h.GetProperty("instance_id").GetString()).ToList();
                Assert.Equal(slots.GetProperty("in_use").GetInt32(), holders.Count);
                Assert.Equal(holders.Count, holders.Distinct().Count());
                _looks++;
                if (holders.Count > _most)
                    (_most, _worst) = (holders.Count, text);
                await Task.Delay(25, _stop.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody answers while the process or the database is away.
                await Task.Delay(25, CancellationToken.None);
            }
        }
    }
}
