using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ImportFunctions.Tests.Progress.Events;

/// <summary>A reader of <c>text/event-stream</c> written from the HTML standard, to hold the application against it.</summary>
sealed class EventClient : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    readonly Uri _address;
    StreamReader? _reader;
    HttpResponseMessage? _response;
    string _idBuffer = "";

    public EventClient(Uri application, string query = "", string? lastEventId = null)
    {
        _address = new Uri(application, "api/v1/import-events" + query);
        LastEventId = _idBuffer = lastEventId ?? "";
    }

    /// <summary>What the client would send when it connects again.</summary>
    public string LastEventId { get; private set; }

    public int? Retry { get; private set; }

    public int Comments { get; private set; }

    public async Task<HttpResponseMessage> ConnectAsync()
    {
        Disconnect();
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (LastEventId.Length > 0)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", LastEventId);
        _response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        // Exactly UTF-8, or it throws.
        _reader = new StreamReader(await _response.Content.ReadAsStreamAsync(), new UTF8Encoding(false, true));
        return _response;
    }

    public async Task ConnectSuccessfullyAsync()
    {
        var response = await ConnectAsync();
        Assert.True(response.IsSuccessStatusCode, response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync());
    }

    /// <summary>The next event; null when the stream has ended. What the end cuts off is dropped, as the standard wants it.</summary>
    public async Task<(string Type, JsonElement Data)?> NextAsync()
    {
        var (type, data) = ("", new StringBuilder());
        while (await _reader!.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Length == 0)
            {
                LastEventId = _idBuffer;
                if (data.Length > 0)
                    return (type.Length > 0 ? type : "message", JsonDocument.Parse(data.ToString(0, data.Length - 1)).RootElement.Clone());
                type = "";
                continue;
            }

            var colon = line.IndexOf(':');
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "":
                    Comments++;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data.Append(value).Append('\n');
                    break;
                case "id" when !value.Contains('\0'):
                    _idBuffer = value;
                    break;
                case "retry" when value.All(char.IsAsciiDigit):
                    Retry = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                default:
                    Assert.Fail($"Not a field: {line}");
                    break;
            }
        }

        return null;
    }

    /// <summary>Reads progress until it is as wanted.</summary>
    public async Task<JsonElement> ProgressWhenAsync(Func<JsonElement, bool> wanted) => await WhenAsync("progress", wanted);

    public async Task<JsonElement> WhenAsync(string type, Func<JsonElement, bool> wanted)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Type == type && wanted(next.Data))
                return next.Data;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public void Disconnect()
    {
        _reader?.Dispose();
        _response?.Dispose();
        _idBuffer = LastEventId;
    }

    public void Dispose()
    {
        Disconnect();
        _http.Dispose();
    }
}
