using System.Diagnostics;
using System.Runtime.InteropServices;
using LocalPostgres;

namespace AppHost.Processes;

/// <summary>Another program of this solution, running as a process of its own that does not outlive this one.</summary>
sealed class ChildProgram : IAsyncDisposable
{
    const int SigTerm = 15;

    static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    readonly Process _process;
    readonly Watchdog _watchdog;
    readonly ProgramLog? _log;
    int _disposed;

    ChildProgram(string name, Process process, Watchdog watchdog, ProgramLog? log)
    {
        Name = name;
        _process = process;
        _watchdog = watchdog;
        _log = log;
    }

    /// <summary>Name of the project.</summary>
    public string Name { get; }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The most memory that the process had in RAM at any time, in bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : Math.Max(_process.PeakWorkingSet64, _process.WorkingSet64);
        }
    }

    /// <summary>Starts a project's program.</summary>
    /// <param name="project">Name of the project.</param>
    /// <param name="arguments">Command line.</param>
    /// <param name="settings">Environment variables; <see langword="null"/> values remove a variable.</param>
    /// <param name="logFile">Where its output goes; <see langword="null"/> leaves it on this process's own outputs.</param>
    public static ChildProgram Start(
        string project, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> settings, string? logFile = null)
    {
        var assembly = ProgramFiles.AssemblyOf(project);
        var info = new ProcessStartInfo(ProgramFiles.DotNet)
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(assembly),
            RedirectStandardOutput = logFile is not null,
            RedirectStandardError = logFile is not null,
        };
        info.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            info.Environment[name] = value;

        var process = Process.Start(info) ?? throw new ChildProgramException($"{project} could not be started.", 1);
        var log = logFile is null ? null : ProgramLog.Capture(process, logFile);
        return new ChildProgram(project, process, Watchdog.StopsProcess(process.Id), log);
    }

    /// <summary>Waits until <paramref name="url"/> is answered with anything but a server error.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="url">What to ask for.</param>
    /// <param name="limit">How long the program may take.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ChildProgramException">It ended, or the time is up.</exception>
    public async Task WaitUntilAnswersAsync(HttpClient client, Uri url, TimeSpan limit, CancellationToken cancellation)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            if (_process.HasExited)
                throw Ended();
            if (await AnswersAsync(client, url, cancellation).ConfigureAwait(false))
                return;
            if (waiting.Elapsed > limit)
                throw new ChildProgramException($"{Name} did not answer {url} within {limit.TotalSeconds:0} s.{LastWords()}", 1);
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the program to end, which it should not do by itself.</summary>
    /// <returns>Why it ended, with its exit code.</returns>
    public async Task<ChildProgramException> WaitForEndAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return Ended();
    }

    /// <summary>Ends the process at once, without a chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Asks the program to stop, and ends it when it has not within 20 seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        if (!_process.HasExited)
        {
            // Windows has no such request for a process without a window; there the console has passed Ctrl+C on already.
            if (!OperatingSystem.IsWindows())
                _ = SendSignal(_process.Id, SigTerm);

            using var limit = new CancellationTokenSource(OperatingSystem.IsWindows() ? TimeSpan.FromSeconds(2) : Grace);
            try
            {
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await KillAsync().ConfigureAwait(false);
            }
        }

        await _watchdog.DisposeAsync().ConfigureAwait(false);
        if (_log is not null)
            await _log.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    static async Task<bool> AnswersAsync(HttpClient client, Uri url, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return (int)response.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    ChildProgramException Ended() => new($"{Name} ended with exit code {_process.ExitCode}.{LastWords()}", _process.ExitCode);

    string LastWords() => _log?.Tail() is { Length: > 0 } tail ? $" It last said:{Environment.NewLine}{tail}" : "";

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int SendSignal(int process, int signal);
}
