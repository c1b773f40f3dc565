namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>When a browser sends a cookie across sites.</summary>
public enum SameSite
{
    /// <summary>The attribute is left out.</summary>
    None = 0,

    /// <summary><c>SameSite=Lax</c>.</summary>
    Lax = 1,

    /// <summary><c>SameSite=Strict</c>.</summary>
    Strict = 2,

    /// <summary><c>SameSite=None</c>.</summary>
    ExplicitNone = 3,
}
