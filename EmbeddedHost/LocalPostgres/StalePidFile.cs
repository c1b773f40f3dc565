using System.Diagnostics;
using System.Globalization;

namespace LocalPostgres;

/// <summary>
/// Clears away the pid file of a server that was killed. The server would do so itself, except when another process has its number now, which
/// is common in containers.
/// </summary>
static class StalePidFile
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Removes the pid file of a dead server; gives a server that is being stopped by its watchdog the time to end.</summary>
    /// <exception cref="LocalPostgresException">The server of this directory runs and goes on running.</exception>
    public static async Task RemoveAsync(string dataDirectory, CancellationToken cancellation)
    {
        var path = Path.Combine(dataDirectory, "postmaster.pid");
        var waiting = Stopwatch.StartNew();
        while (File.Exists(path))
        {
            var pid = ReadPid(path);
            if (pid is null)
                return;
            if (!IsServerOf(dataDirectory, pid.Value))
            {
                File.Delete(path);
                return;
            }

            if (waiting.Elapsed > Patience)
                throw new LocalPostgresException(
                    $"A server already runs on {dataDirectory} (process {pid}). Stop the program that started it, or use another directory.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation).ConfigureAwait(false);
        }
    }

    static int? ReadPid(string path)
    {
        try
        {
            return int.TryParse(File.ReadLines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    static bool IsServerOf(string dataDirectory, int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            if (!process.ProcessName.Contains("postgres", StringComparison.OrdinalIgnoreCase))
                return false;

            // The main process works in its data directory; where that can be asked, it tells our server from somebody else's.
            return !OperatingSystem.IsLinux()
                || new DirectoryInfo($"/proc/{pid}/cwd").ResolveLinkTarget(returnFinalTarget: false) is not { } directory
                || directory.FullName == new DirectoryInfo(dataDirectory).FullName;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
