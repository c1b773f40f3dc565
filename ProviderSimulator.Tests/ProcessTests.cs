using System.Diagnostics;

namespace ProviderSimulator.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task Process_OnAFreePort_SaysWhereItIsAndStopsWhenAsked()
    {
        using var process = Start("--port", "0", "--players", "33");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync();
            Assert.StartsWith("simulator ready http://127.0.0.1:", line);
            using var http = new HttpClient { BaseAddress = new Uri(line!["simulator ready ".Length..]) };
            Assert.Equal("33", await http.GetStringAsync("/_players/lichess/anna/count"));

            // Windows has no such signal.
            if (OperatingSystem.IsWindows()) return;
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--prot", "0")]
    [InlineData("--port")]
    public async Task Process_WithWrongArguments_ExplainsThem(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--recorded DIR", errors);
    }

    static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SimulatorHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
