using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace ImportFunctions.Http;

/// <summary>An HTTP answer with a JSON body in the application's own form: snake_case names, nulls written.</summary>
/// <param name="statusCode">The HTTP status code.</param>
/// <param name="body">The body.</param>
/// <param name="contentType">The content type of the body.</param>
public sealed class JsonAnswer(int statusCode, object body, string contentType = "application/json; charset=utf-8") : IResult
{
    /// <summary>How the application writes JSON. Unknown figures are null, not absent; texts of other scripts stay readable.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Keys of a dictionary are names that are already right, such as those of the durable payload.
        DictionaryKeyPolicy = null,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    readonly Dictionary<string, string> _headers = [];

    /// <summary>The HTTP status code.</summary>
    public int StatusCode => statusCode;

    /// <summary>The body.</summary>
    public object Body => body;

    /// <summary>The headers added to the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers;

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This answer.</returns>
    public JsonAnswer With(string name, string value)
    {
        _headers[name] = value;
        return this;
    }

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = statusCode;
        response.ContentType = contentType;
        foreach (var (name, value) in _headers)
            response.Headers[name] = value;
        var json = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Format);
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, httpContext.RequestAborted);
    }
}
