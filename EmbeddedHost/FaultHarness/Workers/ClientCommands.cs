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
            case "get":
                var instance = await client.GetInstanceAsync(command.Target, true, cancellation);
                return instance is null ? "none" : $"{instance.RuntimeStatus} {instance.SerializedOutput}";
            case "role":
                return (await management.GetHealthAsync(cancellation)).Role;
            default:
                throw new ArgumentException($"There is no command '{command.Verb}'.", nameof(command));
        }
    }

    static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
