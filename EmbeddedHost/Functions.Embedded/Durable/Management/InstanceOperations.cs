using System.Text.Json;
using DurableTask.Postgres.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.DurableTask.Client;

namespace Functions.Embedded.Durable.Management;

/// <summary>The operations on orchestration instances.</summary>
sealed class InstanceOperations(DurableClientSource source, ITaskHubManagement hub, InstanceStarter starter, TimeProvider time)
{
    const string ContinuationHeader = "x-ms-continuation-token";
    const string StatusRetryAfterSeconds = "5";
    const int DefaultPageSize = 100;
    const int MaxPageSize = 1000;
    const char EntityMark = '@';

    DurableTaskClient Client => source.Client;

    public async Task StartAsync(ManagementRequest request)
    {
        InstanceStarter.CheckWait(request);
        var input = await request.JsonAsync(emptyAllowed: true);
        var wanted = request.Segments.Length > 2 ? request.Segments[2] : null;
        if (wanted is { Length: > 0 } && wanted[0] == EntityMark)
            throw new ManagementException(StatusCodes.Status400BadRequest, "An instance id must not start with '@', which marks entities.");
        var id = await starter.StartAsync(request.Segments[1], wanted, input, request.Text("version"), null, request.Cancellation);
        await starter.AnswerAsync(request, id, instance => AnswerStatusAsync(request, instance));
    }

    public async Task GetStatusAsync(ManagementRequest request) => await AnswerStatusAsync(request, await FindAsync(request));

    public async Task ListAsync(ManagementRequest request)
    {
        var page = await hub.ListInstancesAsync(
            new InstanceListQuery
            {
                InstanceIdPrefix = request.Text("instanceIdPrefix"),
                CreatedFrom = request.Time("createdTimeFrom"),
                CreatedTo = request.Time("createdTimeTo"),
                Statuses = request.Statuses(),
                PageSize = PageSize(request),
                ContinuationToken = Continuation(request),
            },
            request.Cancellation);
        request.Http.Response.Headers[ContinuationHeader] = page.ContinuationToken ?? "";
        var showInput = request.Flag("showInput", true);
        await JsonResponse.WriteAsync(request, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray();
            foreach (var instance in page.Instances)
                StatusJson.Write(writer, instance, showInput);
            writer.WriteEndArray();
        });
    }

    public async Task PurgeAsync(ManagementRequest request)
    {
        var id = request.Segments[1];
        if (string.IsNullOrWhiteSpace(id))
            throw new ManagementException(StatusCodes.Status400BadRequest, "The instance id is empty.");
        if (id[0] != EntityMark && !IsFinished(await FindAsync(request)))
            throw new ManagementException(StatusCodes.Status412PreconditionFailed, "Only a finished instance can be purged.");
        var purged = (await Client.PurgeInstanceAsync(id, null, request.Cancellation)).PurgedInstanceCount;
        await AnswerPurgedAsync(request, purged);
    }

    public async Task PurgeManyAsync(ManagementRequest request)
    {
        if (request.Time("createdTimeFrom") is not { } from)
            throw new ManagementException(StatusCodes.Status400BadRequest, "Please provide value for 'createdTimeFrom' parameter.");
        var filter = new PurgeInstancesFilter(from, request.Time("createdTimeTo") ?? time.GetUtcNow(), request.Statuses());
        var purged = 0;
        PurgeResult result;
        do
        {
            result = await Client.PurgeAllInstancesAsync(filter, null, request.Cancellation);
            purged += result.PurgedInstanceCount;
        }
        while (result is { IsComplete: false, PurgedInstanceCount: > 0 });
        await AnswerPurgedAsync(request, purged);
    }

    public async Task RaiseEventAsync(ManagementRequest request)
    {
        if (!request.IsJson)
            throw new ManagementException(StatusCodes.Status400BadRequest, "Only application/json request content is supported");
        var payload = await request.JsonAsync(emptyAllowed: false);
        await RequireLiveAsync(request);
        await Client.RaiseEventAsync(request.Segments[1], request.Segments[3], payload, request.Cancellation);
        Accept(request);
    }

    public async Task TerminateAsync(ManagementRequest request)
    {
        await RequireLiveAsync(request);
        await Client.TerminateInstanceAsync(
            request.Segments[1], new TerminateInstanceOptions(request.Text("reason")), request.Cancellation);
        Accept(request);
    }

    public async Task SuspendAsync(ManagementRequest request)
    {
        await RequireLiveAsync(request);
        await Client.SuspendInstanceAsync(request.Segments[1], request.Text("reason"), request.Cancellation);
        Accept(request);
    }

    public async Task ResumeAsync(ManagementRequest request)
    {
        await RequireLiveAsync(request);
        await Client.ResumeInstanceAsync(request.Segments[1], request.Text("reason"), request.Cancellation);
        Accept(request);
    }

    public async Task RewindAsync(ManagementRequest request)
    {
        if ((await FindAsync(request)).RuntimeStatus != OrchestrationRuntimeStatus.Failed)
            throw NotFailed();
        try
        {
            await Client.RewindInstanceAsync(request.Segments[1], request.Text("reason") ?? "", request.Cancellation);
        }
        catch (InvalidOperationException)
        {
            // Somebody else was faster.
            throw NotFailed();
        }

        Accept(request);

        static ManagementException NotFailed() => new(StatusCodes.Status412PreconditionFailed, "Only a failed instance can be rewound.");
    }

    public async Task RestartAsync(ManagementRequest request)
    {
        InstanceStarter.CheckWait(request);
        var instance = await FindToRestartAsync(request);
        var asNew = request.Flag("restartWithNewInstanceId", true);
        if (!asNew && !IsFinished(instance))
            throw NotFinished();
        string id;
        try
        {
            id = await Client.RestartAsync(instance.InstanceId, asNew, request.Cancellation);
        }
        catch (InvalidOperationException) when (!asNew)
        {
            // Somebody else was faster.
            throw NotFinished();
        }

        await starter.AnswerAsync(request, id, started => AnswerStatusAsync(request, started));

        static ManagementException NotFinished() =>
            new(StatusCodes.Status409Conflict, "Only a finished instance restarts under its own id.");
    }

    public async Task RestartWithOptionsAsync(ManagementRequest request)
    {
        InstanceStarter.CheckWait(request);
        if (request.Text("newInstanceId") is not { Length: > 0 } newId)
            throw new ManagementException(StatusCodes.Status400BadRequest, "Please provide value for 'newInstanceId' parameter.");
        var instance = await FindToRestartAsync(request);
        JsonElement? input = instance.SerializedInput is null ? null : JsonSerializer.Deserialize<JsonElement>(instance.SerializedInput);
        var id = await starter.StartAsync(
            instance.Name, newId, input, request.Text("version") ?? instance.Version, instance.Tags, request.Cancellation);
        await starter.AnswerAsync(request, id, started => AnswerStatusAsync(request, started));
    }

    internal static int PageSize(ManagementRequest request) =>
        request.Number("top") is { } top and > 0 ? Math.Min(top, MaxPageSize) : DefaultPageSize;

    internal static string? Continuation(ManagementRequest request) =>
        request.Request.Headers[ContinuationHeader] is [{ Length: > 0 } token, ..] ? token : null;

    async Task AnswerStatusAsync(ManagementRequest request, InstanceDetails instance)
    {
        var showInput = request.Flag("showInput", true);
        Action<Utf8JsonWriter>? writeHistory = null;
        if (request.Flag("showHistory", false))
        {
            var events = await hub.GetHistoryAsync(instance.InstanceId, request.Cancellation);
            writeHistory = writer => HistoryJson.Write(writer, events, showInput, request.Flag("showHistoryOutput", false));
        }

        var status = StatusCodes.Status200OK;
        if (!IsFinished(instance))
        {
            status = StatusCodes.Status202Accepted;
            request.Http.Response.Headers.Location = request.Request.GetEncodedUrl();
            request.Http.Response.Headers.RetryAfter = StatusRetryAfterSeconds;
        }
        else if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && request.Flag("returnInternalServerErrorOnFailure", false))
        {
            status = StatusCodes.Status500InternalServerError;
        }

        await JsonResponse.WriteAsync(request, status, writer => StatusJson.Write(writer, instance, showInput, writeHistory));
    }

    async Task<InstanceDetails> FindAsync(ManagementRequest request) =>
        await hub.GetInstanceAsync(request.Segments[1], request.Cancellation) ??
        throw new ManagementException(StatusCodes.Status404NotFound, "There is no instance with this id.");

    async Task<InstanceDetails> FindToRestartAsync(ManagementRequest request) =>
        await hub.GetInstanceAsync(request.Segments[1], request.Cancellation) ??
        throw new ManagementException(StatusCodes.Status400BadRequest, "There is no instance with this id to restart.");

    async Task RequireLiveAsync(ManagementRequest request)
    {
        if (IsFinished(await FindAsync(request)))
            throw new ManagementException(StatusCodes.Status410Gone, "The instance has finished.");
    }

    static bool IsFinished(InstanceDetails instance) => instance.RuntimeStatus is
        OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated
#pragma warning disable CS0618 // Never produced here, but it would be final.
        or OrchestrationRuntimeStatus.Canceled;
#pragma warning restore CS0618

    static void Accept(ManagementRequest request) => request.Http.Response.StatusCode = StatusCodes.Status202Accepted;

    static Task AnswerPurgedAsync(ManagementRequest request, int purged) => purged == 0
        ? throw new ManagementException(StatusCodes.Status404NotFound, "Nothing was there to purge.")
        : JsonResponse.WriteAsync(request, StatusCodes.Status200OK, new Purged(purged));

    sealed record Purged([property: System.Text.Json.Serialization.JsonPropertyName("instancesDeleted")] int InstancesDeleted);
}
