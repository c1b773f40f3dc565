namespace LocalPostgres.Testing;

/// <summary>The one server of a test process, started when the first test asks for it and stopped when the process ends.</summary>
public static class SharedPostgres
{
    // Nobody disposes of it: there is no hook at the end of a test run that every runner honours, and the watchdog sees the process end.
    static readonly Lazy<Task<LocalPostgresServer>> Server = new(static () => LocalPostgresServer.StartAsync(new LocalPostgresOptions()));

    /// <summary>The server, ready for connections.</summary>
    /// <exception cref="LocalPostgresException">It could not be started; tests fail then, they are never skipped.</exception>
    public static Task<LocalPostgresServer> GetAsync() => Server.Value;
}
