using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FaultHarness.Workers;

namespace FaultHarness.Faults;

/// <summary>A worker that runs as a process of its own.</summary>
sealed partial class WorkerProcess : IAsyncDisposable
{
    const int SigKill = 9;
    const int SigTerm = 15;
    static readonly int SigStop = OperatingSystem.IsMacOS() ? 17 : 19;
    static readonly int SigContinue = OperatingSystem.IsMacOS() ? 19 : 18;

    readonly Process _process;
    readonly ConcurrentDictionary<long, TaskCompletionSource<string?>> _asked = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly StreamWriter _log;
    readonly Lock _gate = new();
    long _lastId;
    volatile bool _meantToEnd;
    volatile bool _exited;

    WorkerProcess(Process process, string name, string logFile)
    {
        _process = process;
        Name = name;
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        process.OutputDataReceived += (_, e) => OnLine(e.Data);
        process.ErrorDataReceived += (_, e) => OnLog(e.Data);
        process.Exited += (_, _) =>
        {
            _exited = true;
            OnLine(null);
        };
        process.EnableRaisingEvents = true;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Also the database role that the process connects as.</summary>
    public string Name { get; }

    public bool IsFrozen { get; private set; }

    public bool HasExited => _exited;

    /// <summary>The exit code of a process that ended although nobody ended it; null otherwise.</summary>
    public int? UnexpectedExit => !_meantToEnd && _exited ? _process.ExitCode : null;

    /// <summary>Starts a worker.</summary>
    /// <param name="name">Name of the worker and of its database role.</param>
    /// <param name="hub">Connection string of the hub.</param>
    /// <param name="effects">Connection string for its effects.</param>
    /// <param name="logFile">Where its log goes.</param>
    public static WorkerProcess Start(string name, string hub, string effects, string logFile)
    {
        var program = Path.ChangeExtension(typeof(WorkerProcess).Assembly.Location, ".dll");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["exec", program, "worker", hub, effects, name])
        {
            start.ArgumentList.Add(argument);
        }

        return new WorkerProcess(new Process { StartInfo = start }, name, logFile);
    }

    /// <summary>Completes when the worker takes commands.</summary>
    public Task ReadyAsync(TimeSpan timeout) => _ready.Task.WaitAsync(timeout);

    /// <summary>Asks the worker's client for something.</summary>
    /// <returns>The answer; null when there was none or the client failed: then it may have happened or not.</returns>
    public async Task<string?> AskAsync(WorkerCommand command, TimeSpan timeout)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        try
        {
            lock (_gate)
            {
                _process.StandardInput.WriteLine(string.Join('\t', id.ToString(CultureInfo.InvariantCulture), command.Verb, command.Target, command.Name, command.Payload));
                _process.StandardInput.Flush();
            }

            return _exited ? null : await answer.Task.WaitAsync(timeout);
        }
        catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _meantToEnd = true;
        Signal(SigKill);
    }

    /// <summary>Asks the process to end in order.</summary>
    public void Terminate()
    {
        _meantToEnd = true;
        Signal(SigTerm);
    }

    public void Freeze()
    {
        IsFrozen = true;
        Signal(SigStop);
    }

    public void Thaw()
    {
        IsFrozen = false;
        Signal(SigContinue);
    }

    public async Task ExitedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        _exited = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _exited = true;
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    void OnLine(string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"Worker {Name} ended before it was ready."));
            foreach (var answer in _asked.Values)
            {
                answer.TrySetResult(null);
            }

            return;
        }

        if (line == "ready")
        {
            _ready.TrySetResult();
            return;
        }

        var fields = line.Split('\t', 3);
        if (fields.Length == 3 && long.TryParse(fields[0], CultureInfo.InvariantCulture, out var id) && _asked.TryRemove(id, out var asked))
        {
            if (fields[1] != "ok")
            {
                OnLog($"command {id}: {fields[2]}");
            }

            asked.TrySetResult(fields[1] == "ok" ? fields[2] : null);
        }
    }

    void OnLog(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                try
                {
                    _log.WriteLine(line);
                }
                catch (ObjectDisposedException)
                {
                    // The last words of a process that is no longer of interest.
                }
            }
        }
    }

    void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
