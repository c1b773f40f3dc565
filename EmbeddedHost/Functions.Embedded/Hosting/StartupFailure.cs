namespace Functions.Embedded.Hosting;

/// <summary>Ends a process that cannot start with the sentence alone: no stack trace, no core dump.</summary>
static class StartupFailure
{
    const int ExitCode = 1;

    /// <summary>Watches for start-up failures that nobody catches; watching twice is watching once.</summary>
    public static void Observe()
    {
        AppDomain.CurrentDomain.UnhandledException -= Report;
        AppDomain.CurrentDomain.UnhandledException += Report;
    }

    static void Report(object? sender, UnhandledExceptionEventArgs failure)
    {
        if (failure.ExceptionObject is not FunctionsStartupException exception)
            return;
        Console.Error.WriteLine(exception.Message);
        Environment.Exit(ExitCode);
    }
}
