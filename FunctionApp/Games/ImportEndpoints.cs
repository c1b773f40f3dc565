using ImportFunctions.Games.Runs;
using ImportFunctions.Http;
using ImportFunctions.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Games;

/// <summary>Starts and cancels imports over HTTP.</summary>
/// <param name="starter">Starts them.</param>
/// <param name="runs">The table of runs.</param>
/// <param name="stops">Tells working pages in this process.</param>
/// <param name="limits">The limits, to be named in answers.</param>
/// <param name="foreground">What imports give way to.</param>
/// <param name="logger">Hears of what the infrastructure prevented.</param>
public sealed partial class ImportEndpoints(
    ImportStarter starter, ImportRunStore runs, RunStops stops, ImportLimits limits, ForegroundRequests foreground,
    ILogger<ImportEndpoints> logger)
{
    const string RetryAfterSeconds = "10";

    /// <summary>Starts an import.</summary>
    /// <param name="request">The request; its body is described at <see cref="ImportRequest"/>.</param>
    /// <param name="client">The durable client.</param>
    /// <returns>202 with the durable payload, or a problem: 400, 409, 413, 415, 429, 503.</returns>
    [Function("StartImport")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v1/import-more-games")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        using var answering = foreground.Enter();
        var cancellation = request.HttpContext.RequestAborted;
        var (import, problem) = await ReadAsync(request, cancellation);
        if (import is null)
            return problem!;

        var player = import.Player;
        var (outcome, retryAfter) = await starter.StartAsync(client, import, cancellation);
        return outcome switch
        {
            StartOutcome.Started => Accepted(request, client, player),
            StartOutcome.AlreadyImporting => Problem.AlreadyImporting(
                $"The games of {player.UserId} on {player.Platform} are being imported already.", player.InstanceId,
                client.CreateHttpManagementPayload(player.InstanceId).StatusQueryGetUri, ImportLinks.Progress(request, player)),
            StartOutcome.TooManyForPlayer => Problem.TooManyRequests(
                $"A player can be imported {limits.ImportsPerUserPerHour} times an hour.", retryAfter),
            StartOutcome.QueueFull => Problem.Unavailable($"{limits.MaxQueuedImports} imports are waiting already.", retryAfter),
            _ => Problem.Unavailable("The import could not be started now. Nothing was stored; ask again.", retryAfter),
        };
    }

    /// <summary>Cancels a queued or running import. What it has imported stays.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="userId">The player.</param>
    /// <param name="platform">The platform.</param>
    /// <returns>202, or a problem: 400, 404 when nothing is queued or running, 503.</returns>
    [Function("CancelImport")]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "v1/import-more-games/{userId}/{platform}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string userId,
        string platform)
    {
        var (player, problem) = PlayerKey.Validate(userId, platform);
        if (player is null)
            return problem!;

        using var answering = foreground.Enter();
        var cancellation = request.HttpContext.RequestAborted;
        var nothing = Problem.NotFound($"No import of {player.UserId} on {player.Platform} is queued or running.");
        try
        {
            if (!await CancelAsync(client, player.InstanceId, cancellation))
                return nothing;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            CancelFailed(logger, e, player.InstanceId);
            return Problem.Unavailable("The import could not be cancelled now; ask again.", ImportStarter.RetryLater);
        }

        var progress = ImportLinks.Progress(request, player);
        return new JsonAnswer(StatusCodes.Status202Accepted,
            new Dictionary<string, object?> { ["instance_id"] = player.InstanceId, ["status"] = "cancelling", ["progress_url"] = progress })
            .With("Location", progress);
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Import {InstanceId} could not be cancelled")]
    static partial void CancelFailed(ILogger logger, Exception exception, string instanceId);

    internal static async Task<(ImportRequest? Request, JsonAnswer? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellation);
        using (json)
            return json is null ? (null, problem) : ImportRequest.Validate(json.RootElement);
    }

    static JsonAnswer Accepted(HttpRequest request, DurableTaskClient client, PlayerKey player)
    {
        var body = ImportLinks.Management(client, player.InstanceId);
        body["progress_url"] = ImportLinks.Progress(request, player);
        var answer = new JsonAnswer(StatusCodes.Status202Accepted, body).With("Retry-After", RetryAfterSeconds);
        return body["statusQueryGetUri"] is string status ? answer.With("Location", status) : answer;
    }

    async Task<bool> CancelAsync(DurableTaskClient client, string instanceId, CancellationToken cancellation)
    {
        if (await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellation) is not { IsCompleted: false } instance)
            return false;

        // The pages first: they work for seconds, and the orchestration waits for them.
        foreach (var run in await runs.RequestCancelAsync(instanceId, cancellation))
            stops.Stop(run);
        if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
        {
            // It would not hear the event; the reaper gives its slot back.
            await client.TerminateInstanceAsync(instanceId, (object)"Cancelled while suspended.", cancellation);
            return true;
        }

        try
        {
            await client.RaiseEventAsync(instanceId, ImportOrchestration.CancelEvent, "requested", cancellation);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It may have ended in the meantime, which each host reports in its own way.
            if (await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellation) is { IsCompleted: false })
                throw;
            return false;
        }
    }
}
