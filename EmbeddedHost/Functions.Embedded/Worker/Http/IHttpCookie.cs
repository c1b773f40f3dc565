namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A cookie.</summary>
public interface IHttpCookie
{
    /// <summary>The domain; null for the host that answers.</summary>
    string? Domain { get; }

    /// <summary>When it expires; null for the end of the browser's run.</summary>
    DateTimeOffset? Expires { get; }

    /// <summary>Whether scripts cannot read it.</summary>
    bool? HttpOnly { get; }

    /// <summary>How long it lives, in seconds.</summary>
    double? MaxAge { get; }

    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>The path it is sent for.</summary>
    string? Path { get; }

    /// <summary>When it is sent across sites.</summary>
    SameSite SameSite { get; }

    /// <summary>Whether it is only sent over https.</summary>
    bool? Secure { get; }

    /// <summary>The value.</summary>
    string Value { get; }
}
