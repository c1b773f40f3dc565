using System.Diagnostics;
using System.Globalization;

namespace LocalPostgres;

/// <summary>
/// A small shell process that outlives this one just long enough to stop what must not be left behind: it waits on a pipe whose other end the
/// kernel closes when this process ends, however it ends. A parent-death signal would not do, because it follows the thread that started the
/// child.
/// </summary>
sealed class Watchdog : IAsyncDisposable
{
    // The pipe closes without a line when the owner is gone. The server may just be starting then, so the pid file is looked for a few times.
    const string ServerScript =
        """
        data=$1 mode=$2 remove=$3
        shift 3
        tries=0
        while [ $tries -lt 10 ]; do
          if [ -f "$data/postmaster.pid" ] && "$@" stop -s -D "$data" -m "$mode"; then break; fi
          tries=$((tries + 1))
          if [ $tries -ge 3 ] && [ ! -f "$data/postmaster.pid" ]; then break; fi
          sleep 0.5
        done
        if [ "$remove" = yes ]; then rm -rf "$data"; fi
        """;

    const string ProcessScript =
        """
        kill -TERM "$1" || exit 0
        tries=0
        while [ $tries -lt 50 ] && kill -0 "$1"; do tries=$((tries + 1)); sleep 0.2; done
        kill -KILL "$1"
        """;

    readonly Process _process;

    Watchdog(Process process) => _process = process;

    /// <summary>Stops the server of <paramref name="dataDirectory"/> when this process has ended, and removes a temporary cluster.</summary>
    public static Watchdog StopsServer(ServerAccount account, PostgresBinaries binaries, string dataDirectory, bool temporary)
    {
        // Nothing of a temporary cluster is needed again; a lasting one is shut down so that it need not recover.
        var mode = temporary ? "immediate" : "fast";
        var removal = temporary ? $" & rmdir /s /q \"{dataDirectory}\"" : "";
        return Start(
            ServerScript,
            [dataDirectory, mode, temporary ? "yes" : "no", .. account.Wrap(binaries.PgCtl)],
            $"\"{binaries.PgCtl}\" stop -s -D \"{dataDirectory}\" -m {mode}{removal}");
    }

    /// <summary>Stops a child process when this process has ended: asks first, and ends it after ten seconds.</summary>
    public static Watchdog StopsProcess(int processId)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        return Start(ProcessScript, [id], $"taskkill /f /pid {id}");
    }

    /// <summary>Tells the process that there is nothing left to stop, and waits for its end.</summary>
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

    static Watchdog Start(string script, IEnumerable<string> arguments, string windowsCommand)
    {
        ProcessStartInfo info;
        if (OperatingSystem.IsWindows())
        {
            info = Command.Describe([Environment.GetEnvironmentVariable("COMSPEC") ?? "cmd.exe"]);
            info.Arguments = $"/d /s /c \"set \"line=\" & set /p line= & if not defined line ({windowsCommand})\"";
        }
        else
        {
            // A session of its own keeps it out of reach of a terminal's or a test runner's signals to the whole group.
            string[] detach = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
            info = Command.Describe(
                [.. detach, "/bin/sh", "-c", $"trap '' INT TERM HUP\nexec >/dev/null 2>&1\nif read -r line; then exit 0; fi\n{script}", "watchdog", .. arguments]);
        }

        // Outputs of their own: inherited ones would keep a caller waiting that reads this process's output to the end.
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        var process = new Process { StartInfo = info };
        process.Start();
        process.StandardOutput.Close();
        process.StandardError.Close();
        return new Watchdog(process);
    }
}
