using System.Diagnostics;

namespace AppHost.Processes;

/// <summary>Writes a child's output to a file and remembers the last lines of it.</summary>
sealed class ProgramLog : IAsyncDisposable
{
    const int LinesKept = 20;

    readonly Lock _lock = new();
    readonly StreamWriter _file;
    readonly Queue<string> _tail = new();
    Task _pumping = Task.CompletedTask;

    ProgramLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new StreamWriter(path, append: false) { AutoFlush = true };
    }

    /// <summary>Starts to copy both outputs of <paramref name="process"/>.</summary>
    public static ProgramLog Capture(Process process, string path)
    {
        var log = new ProgramLog(path);
        log._pumping = Task.WhenAll(log.PumpAsync(process.StandardOutput), log.PumpAsync(process.StandardError));
        return log;
    }

    /// <summary>The last lines.</summary>
    public string Tail()
    {
        lock (_lock)
            return string.Join(Environment.NewLine, _tail);
    }

    /// <summary>Waits until the child has closed its outputs, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pumping.ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_lock)
            {
                _file.WriteLine(line);
                _tail.Enqueue(line);
                if (_tail.Count > LinesKept)
                    _tail.Dequeue();
            }
        }
    }
}
