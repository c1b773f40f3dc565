using ImportFunctions.Games;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Http;

/// <summary>The addresses under which an import is watched and managed.</summary>
public static class ImportLinks
{
    /// <summary>The address of an import's progress.</summary>
    /// <param name="request">The request that is being answered: its own address gives scheme, host and route prefix.</param>
    /// <param name="player">Whose import.</param>
    /// <returns>The absolute URL.</returns>
    public static string Progress(HttpRequest request, PlayerKey player)
    {
        var path = request.PathBase.Value + request.Path.Value;
        var version = path.IndexOf("/v1/", StringComparison.OrdinalIgnoreCase);
        var prefix = version < 0 ? "/api" : path[..version];
        return $"{request.Scheme}://{request.Host}{prefix}/v1/import-progress/{Uri.EscapeDataString(player.UserId)}/{player.Platform}";
    }

    /// <summary>The Durable Functions payload of an instance, under the names that its clients know.</summary>
    /// <param name="client">The client of the function that answers.</param>
    /// <param name="instanceId">The instance.</param>
    /// <returns>Names and addresses, in the payload's order.</returns>
    public static Dictionary<string, object?> Management(DurableTaskClient client, string instanceId)
    {
        var payload = client.CreateHttpManagementPayload(instanceId);
        var status = payload.StatusQueryGetUri;
        // Some versions of the durable extension leave out what they could know: the addresses differ in the operation only.
        return new Dictionary<string, object?>
        {
            ["id"] = payload.Id ?? instanceId,
            ["statusQueryGetUri"] = status,
            ["sendEventPostUri"] = payload.SendEventPostUri ?? Operation(status, "raiseEvent/{eventName}", reason: false),
            ["terminatePostUri"] = payload.TerminatePostUri ?? Operation(status, "terminate", reason: true),
            ["purgeHistoryDeleteUri"] = payload.PurgeHistoryDeleteUri ?? status,
            ["restartPostUri"] = payload.RestartPostUri ?? Operation(status, "restart", reason: false),
            ["suspendPostUri"] = payload.SuspendPostUri ?? Operation(status, "suspend", reason: true),
            ["resumePostUri"] = payload.ResumePostUri ?? Operation(status, "resume", reason: true),
        };
    }

    /// <summary>Makes the address of an operation from that of the status.</summary>
    /// <param name="status">The address of the instance's status, with its query.</param>
    /// <param name="operation">The path of the operation below the instance.</param>
    /// <param name="reason">Whether the operation takes a reason.</param>
    /// <returns>The address; null when that of the status is unknown.</returns>
    public static string? Operation(string? status, string operation, bool reason)
    {
        if (status is null)
            return null;
        var mark = status.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (status, "") : (status[..mark], status[(mark + 1)..]);
        if (reason)
            query = query.Length == 0 ? "reason={text}" : "reason={text}&" + query;
        return query.Length == 0 ? $"{path}/{operation}" : $"{path}/{operation}?{query}";
    }
}
