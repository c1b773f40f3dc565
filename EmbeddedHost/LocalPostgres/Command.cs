using System.ComponentModel;
using System.Diagnostics;

namespace LocalPostgres;

/// <summary>Runs the server's own tools and waits for them.</summary>
static class Command
{
    /// <summary>Start information that keeps the caller's PostgreSQL environment, locale and directory away from the child.</summary>
    public static ProcessStartInfo Describe(IEnumerable<string> commandLine)
    {
        var parts = commandLine.ToArray();
        var info = new ProcessStartInfo(parts[0])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            // The caller's directory may be closed to the account that the server runs under.
            WorkingDirectory = OperatingSystem.IsWindows() ? "" : "/",
        };
        foreach (var argument in parts.Skip(1))
            info.ArgumentList.Add(argument);

        foreach (var name in info.Environment.Keys.Where(static name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    /// <summary>Runs <paramref name="commandLine"/> to its end. Cancelling kills it.</summary>
    /// <exception cref="LocalPostgresException">The program does not exist or may not be run.</exception>
    public static async Task<CommandResult> RunAsync(IEnumerable<string> commandLine, CancellationToken cancellation)
    {
        var info = Describe(commandLine);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;

        using var process = new Process { StartInfo = info };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new LocalPostgresException($"{info.FileName} can't be run: {exception.Message}", exception);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // A server that the command started may hold the outputs open for as long as it lives.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
        var text = string.Concat(await TextAsync(output).ConfigureAwait(false), await TextAsync(error).ConfigureAwait(false));
        return new CommandResult(process.ExitCode, text.Trim());
    }

    static async Task<string> TextAsync(Task<string> text)
        => text.IsCompletedSuccessfully ? await text.ConfigureAwait(false) : "";
}
