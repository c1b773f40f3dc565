namespace ImportFunctions.Games;

/// <summary>The stable codes of everything that ends an import without success.</summary>
public static class ImportErrorCodes
{
    /// <summary>The platform knows no such player, or the account is closed.</summary>
    public const string UnknownUser = "unknown_user";

    /// <summary>The platform refuses us: a blocked User-Agent, a bad token.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The platform asks us to wait.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The platform is out of order, or its circuit breaker is open.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>The platform cannot be reached, or the connection broke again and again.</summary>
    public const string Network = "network";

    /// <summary>The platform answered with something that is not its documented format.</summary>
    public const string InvalidResponse = "invalid_response";

    /// <summary>The platform did not answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Our own fault.</summary>
    public const string Internal = "internal";
}
