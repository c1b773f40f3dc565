using System.Runtime.InteropServices;
using AppHost;
using AppHost.Demo;
using AppHost.Processes;
using AppHost.Serving;
using LocalPostgres;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    var arguments = AppHostArguments.Parse(args);
    return arguments.Demo
        ? await new DemoCommand(arguments, Console.Out).RunAsync(stopping.Token)
        : await new ServeCommand(arguments, Console.Out).RunAsync(stopping.Token);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message + Environment.NewLine + AppHostArguments.Usage);
    return 2;
}
catch (ChildProgramException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
catch (Exception exception) when (exception is LocalPostgresException or FileNotFoundException or Npgsql.NpgsqlException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    // Somebody stopped a demo before its end: nothing is broken, but nothing was shown either.
    return 130;
}

void Stop(PosixSignalContext context)
{
    // Not the end of the process yet: the children are stopped in order first.
    context.Cancel = true;
    stopping.Cancel();
}
