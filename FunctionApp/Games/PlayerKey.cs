using ImportFunctions.Http;

namespace ImportFunctions.Games;

/// <summary>A player on a platform. User names are matched case-insensitively, so the lower case form is the identity.</summary>
/// <param name="Platform"><c>lichess</c> or <c>chess.com</c>.</param>
/// <param name="UserId">The user name in lower case.</param>
public sealed record PlayerKey(string Platform, string UserId)
{
    /// <summary>The longest accepted user name: more than either platform gives out, as neither promises its limit.</summary>
    public const int MaxUserIdLength = 50;

    /// <summary>The platforms that games are imported from.</summary>
    public static readonly IReadOnlyList<string> KnownPlatforms = [Platforms.Lichess, Platforms.ChessCom];

    /// <summary>
    /// The instance id of this player's import: one id a player, so that the engine itself lets only one of any number of simultaneous
    /// starts through.
    /// </summary>
    public string InstanceId => $"{Platform}-{UserId}";

    /// <summary>Reads an instance id, or a lock's name, back.</summary>
    /// <param name="instanceId">What <see cref="InstanceId"/> gave.</param>
    /// <returns>The player; null when it is nothing of the kind.</returns>
    public static PlayerKey? FromInstanceId(string instanceId)
    {
        var platform = KnownPlatforms.FirstOrDefault(p => instanceId.StartsWith(p + "-", StringComparison.Ordinal));
        return platform is null ? null : new PlayerKey(platform, instanceId[(platform.Length + 1)..]);
    }

    /// <summary>Validates a player's name and platform.</summary>
    /// <param name="userId">The user name as the client wrote it, or null when it wrote none or no text.</param>
    /// <param name="platform">The platform, likewise.</param>
    /// <returns>The player, or the problem that names the wrong field; exactly one of them.</returns>
    public static (PlayerKey? Player, JsonAnswer? Problem) Validate(string? userId, string? platform)
    {
        if (userId is not { Length: >= 1 and <= MaxUserIdLength } || !userId.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            return (null, Problem.InvalidField("user_id",
                $"user_id must be the player's name on the platform: 1 to {MaxUserIdLength} letters a-z, digits, _ and -."));
        }

        return platform is not null && KnownPlatforms.Contains(platform)
            ? (new PlayerKey(platform, userId.ToLowerInvariant()), null)
            : (null, Problem.InvalidField("platform", "platform must be one of: lichess, chess.com."));
    }
}
