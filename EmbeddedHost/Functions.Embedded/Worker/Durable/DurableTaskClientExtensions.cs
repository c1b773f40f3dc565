using System.Net;
using System.Text.Json;
using Functions.Embedded.Durable;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Answers for HTTP functions that start orchestrations.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>The management URIs of an instance.</summary>
    /// <param name="client">A client that was bound with <see cref="DurableClientAttribute"/>.</param>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="request">The request whose address the URIs start with; null for the invocation's own.</param>
    /// <returns>The URIs.</returns>
    /// <exception cref="InvalidOperationException">The client was not bound, and there is no request.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var uris = (client as FunctionsDurableTaskClient)?.Uris;
        if (uris is null && request is null)
        {
            throw new InvalidOperationException(
                "The address of the host is not known: use a client that was bound with [DurableClient], or pass the request.");
        }

        uris = request is null ? uris! : (uris ?? ManagementUris.Plain) with { BaseUrl = request.Url.GetLeftPart(UriPartial.Authority) };
        return uris.Payload(instanceId);
    }

    /// <summary>A 202 response with the management URIs of an instance. Blocks; prefer the asynchronous form.</summary>
    /// <param name="client">A client that was bound with <see cref="DurableClientAttribute"/>.</param>
    /// <param name="request">The request to answer.</param>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The response.</returns>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponse(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>A response with the management URIs of an instance. Blocks; prefer the asynchronous form.</summary>
    /// <param name="client">A client that was bound with <see cref="DurableClientAttribute"/>.</param>
    /// <param name="request">The request to answer.</param>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="statusCode">The status code.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The response.</returns>
    public static HttpResponseData CreateCheckStatusResponse(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (response, payload) = Prepare(client, request, instanceId, statusCode);
        response.WriteBytes(payload);
        return response;
    }

    /// <summary>A 202 response with the management URIs of an instance.</summary>
    /// <param name="client">A client that was bound with <see cref="DurableClientAttribute"/>.</param>
    /// <param name="request">The request to answer.</param>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The response.</returns>
    public static Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client, HttpRequestData request, string instanceId, CancellationToken cancellation = default) =>
        client.CreateCheckStatusResponseAsync(request, instanceId, HttpStatusCode.Accepted, cancellation);

    /// <summary>A response with the management URIs of an instance.</summary>
    /// <param name="client">A client that was bound with <see cref="DurableClientAttribute"/>.</param>
    /// <param name="request">The request to answer.</param>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="statusCode">The status code.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>The response.</returns>
    public static async Task<HttpResponseData> CreateCheckStatusResponseAsync(
        this DurableTaskClient client,
        HttpRequestData request,
        string instanceId,
        HttpStatusCode statusCode,
        CancellationToken cancellation = default)
    {
        var (response, payload) = Prepare(client, request, instanceId, statusCode);
        await response.WriteBytesAsync(payload, cancellation);
        return response;
    }

    static (HttpResponseData Response, byte[] Payload) Prepare(
        DurableTaskClient client, HttpRequestData request, string instanceId, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = client.CreateHttpManagementPayload(instanceId, request);
        var response = request.CreateResponse(statusCode);
        response.Headers.TryAddWithoutValidation("Location", payload.StatusQueryGetUri);
        response.Headers.TryAddWithoutValidation("Retry-After", ManagementUris.RetryAfterSeconds);
        response.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        return (response, JsonSerializer.SerializeToUtf8Bytes(payload, JsonSerializerOptions.Web));
    }
}
