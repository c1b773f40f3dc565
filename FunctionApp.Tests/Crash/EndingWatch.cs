using System.Collections.Concurrent;
using ImportFunctions.Tests.EndToEnd;
using ImportFunctions.Tests.Progress.Events;

namespace ImportFunctions.Tests.Crash;

/// <summary>Follows the events through whatever process there is, resuming where it left off, and remembers whose import ended.</summary>
sealed class EndingWatch : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<string, string> _endings = new();
    readonly Func<Uri> _application;
    readonly Task _watching;

    public EndingWatch(Func<Uri> application)
    {
        _application = application;
        _watching = WatchAsync();
    }

    public async Task HasSeenAsync(IReadOnlyCollection<string> users, CancellationToken cancellation)
    {
        while (!users.All(_endings.ContainsKey))
        {
            Assert.False(_watching.IsFaulted, $"{_watching.Exception}");
            Assert.False(cancellation.IsCancellationRequested, $"No ending of {string.Join(", ", users.Except(_endings.Keys))}.");
            await Task.Delay(50, CancellationToken.None);
        }

        Assert.All(users, user => Assert.Equal("completed", _endings[user]));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A stream that says nothing says so every 15 seconds: not waited for.
        if (_watching.IsFaulted)
            await _watching;
    }

    async Task WatchAsync()
    {
        var id = "";
        while (!_stop.IsCancellationRequested)
        {
            using var events = new EventClient(_application(), lastEventId: id);
            try
            {
                var response = await events.ConnectAsync();
                while (response.IsSuccessStatusCode && !_stop.IsCancellationRequested && await events.NextAsync() is { } next)
                {
                    var status = next.Type == "progress" ? AppProcess.Status(next.Data) : "";
                    if (status is "completed" or "failed" or "cancelled")
                        _endings[next.Data.GetProperty("user_id").GetString()!] = status;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
            {
                // The process died; the next one goes on from here.
            }

            id = events.LastEventId;
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
