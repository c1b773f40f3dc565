using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImportFunctions.Http;

/// <summary>Every answer of the application that is an error: a problem document (RFC 9457) with members of its own where useful.</summary>
public static class Problem
{
    const string ContentType = "application/problem+json";

    /// <summary>400: a field of the request is not what is accepted.</summary>
    /// <param name="field">The field's name as the client writes it, or <c>body</c> for the request as a whole.</param>
    /// <param name="detail">What is accepted.</param>
    /// <returns>The answer.</returns>
    public static JsonAnswer InvalidField(string field, string detail) =>
        Create(StatusCodes.Status400BadRequest, "Invalid request", detail, ("field", field));

    /// <summary>404: there is no such thing.</summary>
    /// <param name="detail">What there is not.</param>
    /// <returns>The answer.</returns>
    public static JsonAnswer NotFound(string detail) => Create(StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>409: the player is being imported already.</summary>
    /// <param name="detail">Who is being imported.</param>
    /// <param name="instanceId">The running import.</param>
    /// <param name="statusQueryGetUri">Where its durable status is; null when the host does not tell.</param>
    /// <param name="progressUrl">Where its progress is.</param>
    /// <returns>The answer.</returns>
    public static JsonAnswer AlreadyImporting(string detail, string instanceId, string? statusQueryGetUri, string progressUrl) =>
        Create(StatusCodes.Status409Conflict, "Import already running", detail, ("instance_id", instanceId),
            ("status_query_get_uri", statusQueryGetUri), ("progress_url", progressUrl));

    /// <summary>409: the player has as many schedules as are allowed.</summary>
    /// <param name="detail">The limit.</param>
    /// <returns>The answer.</returns>
    public static JsonAnswer TooManySchedules(string detail) =>
        Create(StatusCodes.Status409Conflict, "Too many schedules", detail, ("field", "user_id"));

    /// <summary>413: the body is too large.</summary>
    /// <param name="maxBytes">The largest accepted body in bytes.</param>
    /// <returns>The answer.</returns>
    public static JsonAnswer TooLarge(int maxBytes) =>
        Create(StatusCodes.Status413PayloadTooLarge, "Request too large", $"The body may have at most {maxBytes} bytes.", ("field", "body"));

    /// <summary>415: the body is not JSON.</summary>
    /// <returns>The answer.</returns>
    public static JsonAnswer NotJson() =>
        Create(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
            "The body must be JSON in UTF-8, with Content-Type: application/json.", ("field", "body"));

    /// <summary>429: this player was imported too often.</summary>
    /// <param name="detail">The limit.</param>
    /// <param name="retryAfter">When the next import is accepted.</param>
    /// <returns>The answer, with <c>Retry-After</c>.</returns>
    public static JsonAnswer TooManyRequests(string detail, TimeSpan retryAfter) =>
        Later(Create(StatusCodes.Status429TooManyRequests, "Too many imports", detail), retryAfter);

    /// <summary>503: the service cannot do this now.</summary>
    /// <param name="detail">Why not.</param>
    /// <param name="retryAfter">When to ask again.</param>
    /// <returns>The answer, with <c>Retry-After</c>.</returns>
    public static JsonAnswer Unavailable(string detail, TimeSpan retryAfter) =>
        Later(Create(StatusCodes.Status503ServiceUnavailable, "Service unavailable", detail), retryAfter);

    /// <summary>503: a part of the service does not answer.</summary>
    /// <param name="detail">Which.</param>
    /// <param name="retryAfter">When to ask again.</param>
    /// <param name="members">How the parts are.</param>
    /// <returns>The answer, with <c>Retry-After</c>.</returns>
    public static JsonAnswer Unhealthy(string detail, TimeSpan retryAfter, params (string Name, object? Value)[] members) =>
        Later(Create(StatusCodes.Status503ServiceUnavailable, "Service unhealthy", detail, members), retryAfter);

    static JsonAnswer Later(JsonAnswer answer, TimeSpan retryAfter) =>
        answer.With("Retry-After", Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture));

    static JsonAnswer Create(int status, string title, string detail, params (string Name, object? Value)[] members)
    {
        var body = new Dictionary<string, object?> { ["type"] = "about:blank", ["title"] = title, ["status"] = status, ["detail"] = detail };
        foreach (var (name, value) in members)
            body[name] = value;
        return new JsonAnswer(status, body, ContentType);
    }
}
