using System.Text.Json;
using DurableTask.Postgres.Management;
using Functions.Embedded.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Embedded.Durable.Management;

/// <summary>Starts instances, and answers with their management URIs or, when asked to wait, with their output.</summary>
sealed class InstanceStarter(DurableClientSource source, ITaskHubManagement hub, FunctionCatalog functions, TimeProvider time)
{
    DurableTaskClient Client => source.Client;

    /// <exception cref="ManagementException">400: no such orchestrator.</exception>
    public Task<string> StartAsync(
        string name,
        string? instanceId,
        JsonElement? input,
        string? version,
        IReadOnlyDictionary<string, string>? tags,
        CancellationToken cancellation)
    {
        if (!functions.Exists(TriggerKind.Orchestration, name))
            throw new ManagementException(StatusCodes.Status400BadRequest, $"There is no orchestrator '{name}'.");
        var options = new StartOrchestrationOptions(instanceId);
        if (!string.IsNullOrEmpty(version))
            options = options with { Version = new TaskVersion(version) };
        if (tags is { Count: > 0 })
            options = options with { Tags = tags };
        return Client.ScheduleNewOrchestrationInstanceAsync(new TaskName(name), input, options, cancellation);
    }

    /// <summary>Answers 202 with the management URIs, or waits first when the query asks for it.</summary>
    public async Task AnswerAsync(ManagementRequest request, string instanceId, Func<InstanceDetails, Task> answerStatus)
    {
        if (await WaitAsync(request, instanceId) is { } instance)
        {
            if (instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
                await JsonResponse.WriteAsync(request, StatusCodes.Status200OK, writer => writer.WriteToken(instance.SerializedOutput));
            else
                await answerStatus(instance);
            return;
        }

        var payload = source.UrisFor(request.Request, authorized: true).Payload(instanceId);
        request.Http.Response.Headers.Location = payload.StatusQueryGetUri;
        request.Http.Response.Headers.RetryAfter = ManagementUris.RetryAfterSeconds;
        await JsonResponse.WriteAsync(request, StatusCodes.Status202Accepted, payload);
    }

    /// <summary>Checks the waiting parameters before anything is started.</summary>
    /// <exception cref="ManagementException">400: they contradict each other.</exception>
    public static void CheckWait(ManagementRequest request)
    {
        var (timeout, interval) = (request.Seconds("timeout"), request.Seconds("pollingInterval"));
        if (timeout < 0 || interval < 0 || interval > timeout || timeout > TimeSpan.MaxValue.TotalSeconds / 2)
            throw new ManagementException(StatusCodes.Status400BadRequest, "timeout must not be negative, nor less than pollingInterval.");
    }

    async Task<InstanceDetails?> WaitAsync(ManagementRequest request, string instanceId)
    {
        // Completion is signalled, so a polling interval is accepted but not needed.
        if (request.Seconds("timeout") is not { } seconds)
            return null;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.Cancellation);
        try
        {
            await Client.WaitForInstanceCompletionAsync(instanceId, false, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !request.Cancellation.IsCancellationRequested)
        {
            return null;
        }

        return await hub.GetInstanceAsync(instanceId, request.Cancellation);
    }
}
