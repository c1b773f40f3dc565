using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Http;

/// <summary>
/// The keys of the host. Without any, everybody who reaches the host is let in, which is why it then only listens on loopback.
/// Only digests of keys are compared, in constant time.
/// </summary>
sealed class HostKeys
{
    public const string FunctionKeySetting = "FUNCTIONS_KEY";
    public const string MasterKeySetting = "FUNCTIONS_MASTER_KEY";
    const string Header = "x-functions-key";
    const string Query = "code";

    readonly byte[]? _function;
    readonly byte[]? _master;
    readonly byte[]? _instanceSecret;

    public HostKeys(IConfiguration configuration)
    {
        _function = Digest(configuration[FunctionKeySetting]);
        var master = configuration[MasterKeySetting];
        _master = Digest(master);
        if (_master is not null)
            _instanceSecret = HMACSHA256.HashData(Encoding.UTF8.GetBytes(master!), "durable instances"u8);
    }

    /// <summary>Whether any key is set.</summary>
    public bool Any => _function is not null || _master is not null;

    /// <summary>Whether a request may reach something of a level.</summary>
    public bool Allows(HttpRequest request, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous || !Any)
            return true;
        var presented = Presented(request);
        return Matches(presented, _master) || (level == AuthorizationLevel.Function && Matches(presented, _function));
    }

    /// <summary>Whether a request carries the function or master key.</summary>
    public bool IsKnown(HttpRequest request) => Any && Allows(request, AuthorizationLevel.Function);

    /// <summary>
    /// The key that opens the management URIs of one instance and nothing else; null without a master key. It is handed out to callers of
    /// functions, who must not get the master key.
    /// </summary>
    public string? InstanceCode(string instanceId) => _instanceSecret is null
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(_instanceSecret, Encoding.UTF8.GetBytes(instanceId)));

    /// <summary>Whether a request carries the key of an instance.</summary>
    public bool OpensInstance(HttpRequest request, string instanceId) =>
        InstanceCode(instanceId) is { } code && Matches(Presented(request), Digest(code));

    static byte[]? Presented(HttpRequest request) =>
        Digest(request.Headers[Header] is { Count: > 0 } header ? header[0] : request.Query[Query]);

    static bool Matches(byte[]? presented, byte[]? expected) =>
        presented is not null && expected is not null && CryptographicOperations.FixedTimeEquals(presented, expected);

    static byte[]? Digest(string? key) => string.IsNullOrEmpty(key) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
