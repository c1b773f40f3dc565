using System.Globalization;
using FaultHarness.Faults;

namespace FaultHarness.Rounds;

/// <summary>The long run: <c>chaos [--rounds N] [--seed N] [--logs DIR]</c>.</summary>
static class ChaosCommand
{
    /// <returns>0 when no round found anything wrong, 1 otherwise, 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellation)
    {
        var rounds = 300;
        var seed = Environment.TickCount & 0xFFFF;
        var logs = Path.Combine(Path.GetTempPath(), $"chaos-{Environment.ProcessId}");
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "chaos":
                    continue;
                case "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out rounds):
                case "--seed" when int.TryParse(value, CultureInfo.InvariantCulture, out seed):
                    break;
                case "--logs" when value.Length > 0:
                    logs = value;
                    break;
                default:
                    await output.WriteLineAsync("chaos [--rounds N] [--seed N] [--logs DIR]");
                    return 2;
            }

            i++;
        }

        await output.WriteLineAsync($"seed {seed}, logs of the workers in {logs}");
        await using var hub = await ChaosHub.StartAsync(logs, workers: 2, cancellation);
        var run = new ChaosRun(hub, seed);
        var results = new List<RoundResult>();
        for (var number = 1; number <= rounds && !cancellation.IsCancellationRequested; number++)
        {
            var result = await run.RunRoundAsync(number);
            results.Add(result);
            await output.WriteLineAsync(
                $"{DateTime.Now:HH:mm:ss} round {number}: {string.Join(" + ", result.Faults)}, {result.Instances} instances, "
                + $"{result.Unacknowledged} unacknowledged, {result.Duration.TotalSeconds:0.0} s, {result.Violations.Count} violations");
            foreach (var violation in result.Violations)
            {
                await output.WriteLineAsync($"    {violation}");
            }

            if (number % 10 == 0)
            {
                await run.CleanAsync();
            }
        }

        await SummarizeAsync(results, seed, output);
        return results.TrueForAll(r => r.Violations.Count == 0) ? 0 : 1;
    }

    static async Task SummarizeAsync(List<RoundResult> results, int seed, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"rounds      {results.Count} (seed {seed})");
        await output.WriteLineAsync($"instances   {results.Sum(r => r.Instances)}");
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            await output.WriteLineAsync($"{kind,-16}{results.Sum(r => r.Faults.Count(f => f == kind)),6}");
        }

        await output.WriteLineAsync($"violations  {results.Sum(r => r.Violations.Count)} in {results.Count(r => r.Violations.Count > 0)} rounds");
    }
}
