using DurableTask.Postgres.Management;
using FaultHarness.Faults;
using FaultHarness.Workers;

namespace FaultHarness.Rounds;

/// <summary>A client of the hub: the driver's own, or one in a worker process.</summary>
sealed class Sender(string name, Func<WorkerCommand, Task<string?>> send)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Name => name;

    /// <returns>The answer; null when the command was not acknowledged.</returns>
    public Task<string?> SendAsync(WorkerCommand command) => send(command);

    public static Sender Of(WorkerProcess process) => new(process.Name, command => process.AskAsync(command, Patience));

    public static Sender Of(ChaosHub hub) => new("driver", async command =>
    {
        try
        {
            return await ClientCommands.ExecuteAsync(hub.Client, hub.Management, command, CancellationToken.None);
        }
        catch (TaskHubUnavailableException)
        {
            return null;
        }
    });
}
