using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Functions.Embedded.Durable.Management;

/// <summary>The operations on entities.</summary>
sealed class EntityOperations(DurableClientSource source)
{
    const string ContinuationHeader = "x-ms-continuation-token";
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    const string EmptyKey = "$";

    DurableEntityClient Entities => source.Client.Entities;

    public async Task GetAsync(ManagementRequest request)
    {
        var entity = await Entities.GetEntityAsync(Id(request), includeState: true, request.Cancellation);
        if (entity is not { IncludesState: true })
            throw new ManagementException(StatusCodes.Status404NotFound, "There is no entity with this id.");
        await JsonResponse.WriteAsync(request, StatusCodes.Status200OK, writer => writer.WriteToken(entity.State.Value));
    }

    public async Task ListAsync(ManagementRequest request)
    {
        var name = request.Segments.Length > 1 ? request.Segments[1] : "";
        var query = new EntityQuery
        {
            InstanceIdStartsWith = name.Length == 0 ? null : $"@{name}@",
            LastModifiedFrom = request.Time("lastOperationTimeFrom"),
            LastModifiedTo = request.Time("lastOperationTimeTo"),
            IncludeState = request.Flag("fetchState", false),
            PageSize = InstanceOperations.PageSize(request),
            ContinuationToken = InstanceOperations.Continuation(request),
        };
        var page = await FirstPageAsync(query, request.Cancellation);
        request.Http.Response.Headers[ContinuationHeader] = page?.ContinuationToken ?? "";
        await JsonResponse.WriteAsync(request, StatusCodes.Status200OK, writer => Write(writer, page?.Values ?? []));
    }

    public async Task SignalAsync(ManagementRequest request)
    {
        object? input;
        if (request.IsJson)
            input = await request.JsonAsync(emptyAllowed: true);
        else
            input = await request.BodyAsync() is { Length: > 0 } text ? text : null;
        await Entities.SignalEntityAsync(Id(request), request.Text("op") ?? "", input, null, request.Cancellation);
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    public async Task DeleteAsync(ManagementRequest request)
    {
        await Entities.SignalEntityAsync(Id(request), "delete", null, null, request.Cancellation);
        request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    async Task<Page<EntityMetadata>?> FirstPageAsync(EntityQuery query, CancellationToken cancellation)
    {
        var pages = Entities.GetAllEntitiesAsync(query).AsPages(query.ContinuationToken, query.PageSize);
        await foreach (var page in pages.WithCancellation(cancellation))
            return page;
        return null;
    }

    static void Write(Utf8JsonWriter writer, IReadOnlyList<EntityMetadata> entities)
    {
        writer.WriteStartArray();
        foreach (var entity in entities)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("entityId");
            writer.WriteString("name", entity.Id.Name);
            writer.WriteString("key", entity.Id.Key);
            writer.WriteEndObject();
            writer.WriteString("lastOperationTime", entity.LastModifiedTime.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteToken("state", entity.IncludesState ? entity.State.Value : null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static EntityInstanceId Id(ManagementRequest request) =>
        new(request.Segments[1], request.Segments[2] == EmptyKey ? "" : request.Segments[2]);
}
