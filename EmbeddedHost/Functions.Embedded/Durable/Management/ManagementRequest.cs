using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask.Client;

namespace Functions.Embedded.Durable.Management;

/// <summary>A request to the management API: path segments, lenient query values, body.</summary>
sealed class ManagementRequest
{
    const string JsonType = "application/json";

    ManagementRequest(HttpContext http, string[] segments)
    {
        Http = http;
        Segments = segments;
    }

    public HttpContext Http { get; }

    public HttpRequest Request => Http.Request;

    /// <summary>The decoded segments after the base path, without an empty last one.</summary>
    public string[] Segments { get; }

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>Whether the body is declared as JSON.</summary>
    public bool IsJson => Request.ContentType?.Split(';')[0].Trim().Equals(JsonType, StringComparison.OrdinalIgnoreCase) ?? false;

    public static ManagementRequest Read(HttpContext http)
    {
        // The server leaves %2F alone in its decoded path, so only the raw one tells a slash inside an id from a separator.
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2)[0];
        var start = raw.IndexOf(ManagementUris.Path, StringComparison.OrdinalIgnoreCase);
        var rest = start < 0 ? "" : raw[(start + ManagementUris.Path.Length)..].Trim('/');
        return new ManagementRequest(http, rest.Length == 0 ? [] : [.. rest.Split('/').Select(Uri.UnescapeDataString)]);
    }

    public bool IsWord(int segment, string word) => Segments[segment].Equals(word, StringComparison.OrdinalIgnoreCase);

    public string? Text(string name) => Request.Query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    public bool Flag(string name, bool otherwise) => bool.TryParse(Text(name), out var value) ? value : otherwise;

    public int? Number(string name) =>
        int.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    public double? Seconds(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    public DateTimeOffset? Time(string name) => DateTimeOffset.TryParse(
        Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
        ? value
        : null;

    /// <summary>The statuses named, repeated or comma separated; null when none is known.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses()
    {
        var statuses = new HashSet<OrchestrationRuntimeStatus>();
        foreach (var name in Request.Query["runtimeStatus"].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status))
                statuses.Add(status);
        }

        return statuses.Count == 0 ? null : statuses;
    }

    public async Task<string> BodyAsync()
    {
        using var reader = new StreamReader(Request.Body, leaveOpen: true);
        return await reader.ReadToEndAsync(Cancellation);
    }

    /// <summary>Reads the body as JSON.</summary>
    /// <param name="emptyAllowed">Whether an empty body is no input rather than an error.</param>
    /// <exception cref="ManagementException">400: it is not JSON.</exception>
    public async Task<JsonElement?> JsonAsync(bool emptyAllowed)
    {
        var text = await BodyAsync();
        if (emptyAllowed && string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ManagementException(StatusCodes.Status400BadRequest, "The body is not valid JSON: " + e.Message);
        }
    }
}
