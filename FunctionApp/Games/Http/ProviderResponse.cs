namespace ImportFunctions.Games.Http;

/// <summary>An answer whose head has arrived. Disposing it closes the stream and gives the request's places back.</summary>
sealed class ProviderResponse(HttpResponseMessage message, Action release) : IDisposable
{
    int _released;

    /// <summary>The status code.</summary>
    public int Status => (int)message.StatusCode;

    /// <summary>The media type in lower case, or an empty text.</summary>
    public string MediaType => message.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";

    /// <summary>The body's length, where the provider says it and it is not compressed.</summary>
    public long? Length => message.Content.Headers.ContentLength;

    /// <summary>The entity tag as it was sent. Raw: a malformed header next to it must not cost us the tag.</summary>
    public string? ETag => message.Headers.NonValidated.TryGetValues("ETag", out var values) ? values.ToString() : null;

    /// <summary>The body.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellation) => message.Content.ReadAsStreamAsync(cancellation);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        message.Dispose();
        release();
    }
}
