using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImportFunctions.Progress.Events;

/// <summary>What a client wants to be told.</summary>
/// <param name="Player">Whose imports; null for all.</param>
/// <param name="Seen">What it has seen; null to begin with the present state.</param>
public sealed record EventQuery(PlayerKey? Player, RunSnapshot? Seen)
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The query, or the problem that names the wrong parameter; exactly one of them.</returns>
    public static (EventQuery? Query, JsonAnswer? Problem) Read(HttpRequest request)
    {
        var (users, platforms) = (request.Query["user_id"], request.Query["platform"]);
        if (users.Count > 1)
            return (null, Once("user_id"));
        if (platforms.Count > 1)
            return (null, Once("platform"));
        var seen = IdIn(request.Headers["Last-Event-ID"]) ?? IdIn(request.Query["last_event_id"]);
        if (users.Count == 0 && platforms.Count == 0)
            return (new EventQuery(null, seen), null);
        if (users.Count == 0)
            return (null, Problem.InvalidField("user_id", "user_id is needed beside platform; leave both out for all imports."));
        if (platforms.Count == 0)
            return (null, Problem.InvalidField("platform", "platform is needed beside user_id; leave both out for all imports."));
        var (player, problem) = PlayerKey.Validate(users[0], platforms[0]);
        return player is null ? (null, problem) : (new EventQuery(player, seen), null);
    }

    static JsonAnswer Once(string name) => Problem.InvalidField(name, $"{name} may be given only once.");

    // An id that cannot be ours, such as one from before a change of its form, is no error: the client is shown the present state.
    static RunSnapshot? IdIn(StringValues values) =>
        values is [{ Length: > 0 and <= RunSnapshot.MaxIdLength } text] ? RunSnapshot.Parse(text) : null;
}
