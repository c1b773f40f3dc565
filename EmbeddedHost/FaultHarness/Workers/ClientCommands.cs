using System.Globalization;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FaultHarness.Workers;

/// <summary>Commands carried out by a client of the hub, in a worker or in the driver.</summary>
static class ClientCommands
{
    /// <returns>The answer; an empty one where there is nothing to say. Returning means that the hub has acknowledged.</returns>
    public static async Task<string> ExecuteAsync(
        DurableTaskClient client, ITaskHubManagement management, WorkerCommand command, CancellationToken cancellation)
    {
        switch (command.Verb)
        {
            case "start":
                try
                {
                    await client.ScheduleNewOrchestrationInstanceAsync(
                        command.Name, Parse(command.Payload), new StartOrchestrationOptions(command.Target).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]), cancellation);
                }
                catch (OrchestrationAlreadyExistsException)
                {
                    // Ids are used once: an earlier attempt that was not acknowledged got through.
                }

                return "";
            case "event":
                await client.RaiseEventAsync(command.Target, command.Name, Parse(command.Payload), cancellation);
                return "";
            case "signal":
                await client.Entities.SignalEntityAsync(
                    EntityInstanceId.FromString(command.Target), command.Name, Parse(command.Payload), cancellation: cancellation);
                return "";
            case "suspend":
                await client.SuspendInstanceAsync(command.Target, "chaos", cancellation);
                return "";
            case "resume":
                await client.ResumeInstanceAsync(command.Target, "chaos", cancellation);
                return "";
            case "terminate":
                await client.TerminateInstanceAsync(command.Target, new TerminateInstanceOptions("chaos", Recursive: true), cancellation);
                return "";
            case "rewind":
                return await UnlessDoneAsync(
                    () => client.RewindInstanceAsync(command.Target, "mended", cancellation),
                    async () => (await client.GetInstanceAsync(command.Target, cancellation))?.RuntimeStatus != OrchestrationRuntimeStatus.Failed);
            case "restart":
                return await UnlessDoneAsync(
                    () => client.RestartAsync(command.Target, restartWithNewInstanceId: false, cancellation),
                    async () => await client.GetInstanceAsync(command.Target, cancellation) is { IsCompleted: false });
            case "copy":
                return await client.RestartAsync(command.Target, restartWithNewInstanceId: true, cancellation);
            case "purge":
                return (await client.PurgeInstanceAsync(command.Target, cancellation)).PurgedInstanceCount.ToString(CultureInfo.InvariantCulture);
            case "get":
                var instance = await client.GetInstanceAsync(command.Target, true, cancellation);
                return instance is null ? "none" : $"{instance.RuntimeStatus} {instance.SerializedOutput}";
            case "role":
                return (await management.GetHealthAsync(cancellation)).Role;
            default:
                throw new ArgumentException($"There is no command '{command.Verb}'.", nameof(command));
        }
    }

    /// <summary>A request that is refused because an earlier attempt, which was not acknowledged, got through.</summary>
    static async Task<string> UnlessDoneAsync(Func<Task> request, Func<Task<bool>> isDone)
    {
        try
        {
            await request();
            return "";
        }
        catch (InvalidOperationException)
        {
            return await isDone() ? "" : throw new TaskHubUnavailableException("Neither done nor to be done.");
        }
    }

    static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
