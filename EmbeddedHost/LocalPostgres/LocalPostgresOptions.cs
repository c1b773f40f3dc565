namespace LocalPostgres;

/// <summary>How a <see cref="LocalPostgresServer"/> is set up. The defaults give a throw-away server.</summary>
public sealed class LocalPostgresOptions
{
    /// <summary>
    /// Directory of the database cluster; initialised when it is empty, recovered when its server was killed. <see langword="null"/> (default):
    /// a new temporary directory, removed when the server is disposed of or the process ends.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>Directory with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>. <see langword="null"/> (default): searched for.</summary>
    public string? BinariesDirectory { get; set; }

    /// <summary>
    /// Where binaries are put when the machine has none and they have to be fetched. Default: <see cref="LocalDirectory.Default"/>.
    /// </summary>
    public string DownloadDirectory { get; set; } = LocalDirectory.Default;

    /// <summary>TCP port on loopback; 0 (default) takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The server's <c>max_connections</c>. Default 200: test classes run in parallel, each with pools of its own.</summary>
    public int MaxConnections { get; set; } = 200;

    /// <summary>Further server settings, by their <c>postgresql.conf</c> names. Default: none, so the server runs with its own defaults.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Receives a line for the person waiting when something takes long (fetching binaries). Default: nobody.</summary>
    public Action<string>? Report { get; set; }
}
