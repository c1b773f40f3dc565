using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Progress.Events;

/// <summary>Tells observers how imports are doing, as server-sent events.</summary>
/// <param name="feed">What is told.</param>
/// <param name="reader">Reads a player's progress.</param>
/// <param name="changes">The table of runs.</param>
/// <param name="settings">How long a stream lasts.</param>
/// <param name="lifetime">Ends the streams with the host.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of streams that broke.</param>
public sealed partial class ImportEventsEndpoint(ImportFeed feed, ProgressReader reader, RunChangeStore changes, EventSettings settings,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ImportEventsEndpoint> logger)
{
    /// <summary>Streams the progress of all imports with the moves of the queue, or the progress of one player's imports.</summary>
    /// <param name="request">The request: <c>user_id</c> and <c>platform</c> for one player, <c>Last-Event-ID</c> to resume.</param>
    /// <param name="client">The durable client.</param>
    /// <returns>200 with the stream, or a problem: 400, 503.</returns>
    [Function("ImportEvents")]
    public async Task<IResult> Stream(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/import-events")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var (query, problem) = EventQuery.Read(request);
        if (query is null)
            return problem!;

        var context = request.HttpContext;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        EventSubscription? subscription;
        try
        {
            subscription = await feed.JoinAsync(client, query.Player, stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            JoinFailed(logger, e);
            return Problem.Unavailable("The imports could not be read now; connect again.", ImportStarter.RetryLater);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Problem.Unavailable("The application is stopping; connect again.", ImportStarter.RetryLater);
        }

        if (subscription is null)
            return Problem.Unavailable($"{settings.MaxStreams} clients follow the imports here already.", ImportStarter.RetryLater);
        try
        {
            stop.CancelAfter(settings.StreamAge);
            await new EventStream(context, query, subscription, feed, reader, changes, time).RunAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The client went, or is to come again: what it has been sent says from where.
        }
        catch (Exception e)
        {
            // The answer has begun; its end is all that can still be told.
            StreamFailed(logger, e);
            context.Abort();
        }
        finally
        {
            feed.Leave(subscription);
        }

        return Results.Empty;
    }

    [LoggerMessage(EventId = 2303, Level = LogLevel.Error, Message = "The imports could not be read for an event stream")]
    static partial void JoinFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Warning, Message = "An event stream broke; its client connects again")]
    static partial void StreamFailed(ILogger logger, Exception exception);
}
