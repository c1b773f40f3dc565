using FaultHarness.Rounds;
using FaultHarness.Workers;

// A worker is started by the rounds, as a process that can be killed; everything else is for a person at a terminal.
if (args is ["worker", var hub, var effects, var name])
{
    await WorkerProgram.RunAsync(hub, effects, name);
    return 0;
}

return await ChaosCommand.RunAsync(args, Console.Out, CancellationToken.None);
