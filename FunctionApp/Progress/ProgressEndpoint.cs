using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Progress;

/// <summary>Shows how an import is doing.</summary>
/// <param name="reader">Puts the progress together.</param>
/// <param name="logger">Hears of what the infrastructure prevented.</param>
public sealed partial class ProgressEndpoint(ProgressReader reader, ILogger<ProgressEndpoint> logger)
{
    /// <summary>Shows the progress of a player's newest import.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="userId">The player.</param>
    /// <param name="platform">The platform.</param>
    /// <returns>200 with <see cref="ImportProgress"/>, or a problem: 400, 404, 503.</returns>
    [Function("ImportProgress")]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/import-progress/{userId}/{platform}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string userId,
        string platform)
    {
        var (player, problem) = PlayerKey.Validate(userId, platform);
        if (player is null)
            return problem!;
        try
        {
            return await reader.ReadAsync(client, player, request.HttpContext.RequestAborted) is { } progress
                ? new JsonAnswer(StatusCodes.Status200OK, progress)
                : Problem.NotFound($"The games of {player.UserId} on {player.Platform} were never imported.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReadFailed(logger, e, player.InstanceId);
            return Problem.Unavailable("The progress could not be read now; ask again.", ImportStarter.RetryLater);
        }
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Error, Message = "The progress of import {InstanceId} could not be read")]
    static partial void ReadFailed(ILogger logger, Exception exception, string instanceId);
}
