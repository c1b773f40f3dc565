using System.Diagnostics;

namespace LocalPostgres;

/// <summary>
/// A small shell process that outlives this one just long enough to stop the server: it waits on a pipe whose other end the kernel closes when
/// this process ends, however it ends. A parent-death signal would not do, because it follows the thread that started the child.
/// </summary>
sealed class ServerWatchdog : IAsyncDisposable
{
    // The pipe closes without a line when the owner is gone. The server may just be starting then, so the pid file is looked for a few times.
    const string UnixScript =
        """
        trap '' INT TERM HUP
        data=$1 mode=$2 remove=$3
        shift 3
        if read -r line; then exit 0; fi
        tries=0
        while [ $tries -lt 10 ]; do
          if [ -f "$data/postmaster.pid" ] && "$@" stop -s -D "$data" -m "$mode"; then break; fi
          tries=$((tries + 1))
          if [ $tries -ge 3 ] && [ ! -f "$data/postmaster.pid" ]; then break; fi
          sleep 0.5
        done
        if [ "$remove" = yes ]; then rm -rf "$data"; fi
        """;

    readonly Process _process;

    ServerWatchdog(Process process) => _process = process;

    /// <summary>Starts watching for the end of this process on behalf of the server of <paramref name="dataDirectory"/>.</summary>
    public static ServerWatchdog Start(ServerAccount account, PostgresBinaries binaries, string dataDirectory, bool temporary)
    {
        // Nothing of a temporary cluster is needed again; a lasting one is shut down so that it need not recover.
        var mode = temporary ? "immediate" : "fast";
        var remove = temporary ? "yes" : "no";
        ProcessStartInfo info;
        if (OperatingSystem.IsWindows())
        {
            info = Command.Describe([Environment.GetEnvironmentVariable("COMSPEC") ?? "cmd.exe"]);
            var removal = temporary ? $" & rmdir /s /q \"{dataDirectory}\"" : "";
            info.Arguments =
                $"/d /s /c \"set \"line=\" & set /p line= & if not defined line (\"{binaries.PgCtl}\" stop -s -D \"{dataDirectory}\" -m {mode}{removal})\"";
        }
        else
        {
            // A session of its own keeps it out of reach of a terminal's or a test runner's signals to the whole group.
            string[] detach = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
            info = Command.Describe(
                [.. detach, "/bin/sh", "-c", UnixScript, "watchdog", dataDirectory, mode, remove, .. account.Wrap(binaries.PgCtl)]);
        }

        // Outputs of their own: inherited ones would keep a caller waiting that reads this process's output to the end.
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        var process = new Process { StartInfo = info };
        process.Start();
        process.StandardOutput.Close();
        process.StandardError.Close();
        return new ServerWatchdog(process);
    }

    /// <summary>Tells the process that the server was stopped properly, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync("stopped").ConfigureAwait(false);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already; then it has nothing to be told.
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }
}
