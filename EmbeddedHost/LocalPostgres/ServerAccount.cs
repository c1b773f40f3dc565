namespace LocalPostgres;

/// <summary>
/// The account that the server runs under. PostgreSQL refuses to run as root, so root's server belongs to <c>postgres</c> where that account
/// exists and to <c>nobody</c> otherwise; everybody else's belongs to themselves.
/// </summary>
sealed class ServerAccount
{
    readonly string? _user;

    ServerAccount(string? user) => _user = user;

    /// <summary>Whether files have to be handed over because the server runs under another account than this process.</summary>
    public bool IsOther => _user is not null;

    /// <summary>Chooses the account for this process.</summary>
    public static ServerAccount Choose()
    {
        // On Windows, pg_ctl and initdb drop an administrator's rights by themselves.
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount(null);

        var users = File.Exists("/etc/passwd") ? File.ReadAllLines("/etc/passwd") : [];
        var exists = users.Any(static line => line.StartsWith("postgres:", StringComparison.Ordinal));
        return new ServerAccount(exists ? "postgres" : "nobody");
    }

    /// <summary>The command line that runs <paramref name="commandLine"/> under this account.</summary>
    public IReadOnlyList<string> Wrap(params IEnumerable<string> commandLine)
    {
        if (_user is null)
            return [.. commandLine];
        if (OperatingSystem.IsMacOS())
            return ["/usr/bin/sudo", "-n", "-u", _user, "--", .. commandLine];
        if (Find("runuser") is { } runuser)
            return [runuser, "-u", _user, "--", .. commandLine];

        // Minimal images have su only; $0 and $@ keep the arguments apart without quoting them.
        return [Find("su") ?? "su", _user, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", .. commandLine];
    }

    /// <summary>Hands a directory and what is in it over to the account.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellation)
    {
        if (_user is null)
            return;

        var result = await Command.RunAsync(["chown", "-R", _user, directory], cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw new LocalPostgresException($"{directory} can't be given to the account {_user}: {result.Output}");
    }

    /// <summary>
    /// The directory itself when the account can get there, otherwise one that stands in for it: a checkout below <c>/root</c> is closed to
    /// other accounts, and opening it up is not ours to do.
    /// </summary>
    public async Task<string> ReachableAsync(string directory, CancellationToken cancellation)
    {
        directory = Path.GetFullPath(directory);
        if (_user is null)
            return directory;

        Directory.CreateDirectory(directory);
        var parent = Path.GetDirectoryName(directory) ?? "/";
        var result = await Command.RunAsync(Wrap("test", "-x", parent), cancellation).ConfigureAwait(false);
        if (result.ExitCode == 0)
            return directory;

        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(directory)));
        var replacement = Path.Combine("/var/tmp", "import-functions", hash[..12], Path.GetFileName(directory));
        Directory.CreateDirectory(replacement);
        return replacement;
    }

    static string? Find(string program)
        => new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
