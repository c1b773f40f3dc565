using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Gate;

/// <summary>Shows who imports and who waits.</summary>
/// <param name="gate">The gate.</param>
/// <param name="logger">Hears of what the infrastructure prevented.</param>
public sealed partial class QueueEndpoint(GateReader gate, ILogger<QueueEndpoint> logger)
{
    /// <summary>Shows the slots with their holders, and the queue in order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The durable client.</param>
    /// <returns>200, or 503.</returns>
    [Function("ImportQueue")]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/import-queue")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        try
        {
            return new JsonAnswer(StatusCodes.Status200OK, Describe(await gate.ReadAsync(client, request.HttpContext.RequestAborted)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReadFailed(logger, e);
            return Problem.Unavailable("The queue could not be read now; ask again.", ImportStarter.RetryLater);
        }
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Error, Message = "The gate could not be read")]
    static partial void ReadFailed(ILogger logger, Exception exception);

    /// <summary>Describes the slots and the queue.</summary>
    /// <param name="view">The gate.</param>
    /// <returns>What becomes the JSON.</returns>
    internal static Dictionary<string, object?> Describe(GateView view)
    {
        var waits = view.Waits;
        return new Dictionary<string, object?>
        {
            ["slots"] = new Dictionary<string, object?>
            {
                ["in_use"] = view.Holders.Count,
                ["limit"] = view.Limit,
                ["holders"] = view.Holders.Select(e => Entry(e, ("started_at", e.GrantedAt))).ToList(),
            },
            ["queue"] = view.Queue.Select((e, index) => Entry(e,
                ("position", index + 1), ("queued_at", e.EnqueuedAt), ("estimated_wait_seconds", waits[index]))).ToList(),
        };
    }

    static Dictionary<string, object?> Entry(GateEntry entry, params (string Name, object? Value)[] more)
    {
        var player = PlayerKey.FromInstanceId(entry.Player);
        var members = new Dictionary<string, object?>
        {
            ["user_id"] = player?.UserId,
            ["platform"] = player?.Platform,
            ["instance_id"] = entry.InstanceId,
            ["priority"] = entry.Priority,
        };
        foreach (var (name, value) in more)
            members[name] = value;
        return members;
    }
}
