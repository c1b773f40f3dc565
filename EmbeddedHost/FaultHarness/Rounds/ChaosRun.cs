using System.Diagnostics;
using System.Globalization;
using FaultHarness.Faults;

namespace FaultHarness.Rounds;

/// <summary>Rounds of work and faults on one hub, each followed by a check.</summary>
sealed class ChaosRun(ChaosHub hub, int seed)
{
    const int Lanes = 3;

    /// <summary>Runs one round.</summary>
    /// <param name="number">Number of the round; with the seed it decides what is done when.</param>
    /// <param name="faults">The faults to inject; null draws one or two.</param>
    /// <param name="steps">Steps of each lane of work.</param>
    public async Task<RoundResult> RunRoundAsync(int number, IReadOnlyList<FaultKind>? faults = null, int steps = 6)
    {
        var began = Stopwatch.GetTimestamp();
        var random = new Random(unchecked((seed * 7919) + number));
        faults ??= [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => Draw(random))];
        var prefix = string.Create(CultureInfo.InvariantCulture, $"r{number}-");
        var work = new RoundWork(hub, prefix, new Random(random.Next()));
        var injector = new FaultInjector(hub, new Random(random.Next()));
        var pauses = faults.Select(_ => random.Next(700)).ToList();
        var control = new ControlWork(hub, work, prefix, new Random(random.Next()));
        var lanes = Task.WhenAll([.. Enumerable.Range(0, Lanes).Select(lane => work.RunLaneAsync(lane, steps)), control.RunAsync()]);
        var harm = HarmAsync(injector, faults, pauses);
        var violations = new List<string>();
        try
        {
            await Task.WhenAll(lanes, harm);
            await work.CloseAsync();
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            violations.Add(e.Message);
        }

        foreach (var proxy in hub.Slots.Select(s => s.Proxy).Append(hub.ClientProxy))
        {
            proxy.Heal();
        }

        var complete = violations.Count == 0;
        violations.AddRange(await new RoundCheck(hub, work, prefix).RunAsync(complete));
        if (violations.Count == 0)
        {
            violations.AddRange(await new ControlCheck(hub, control).RunAsync());
        }

        violations.AddRange(hub.Noticed);
        hub.Noticed.Clear();
        return new RoundResult(number, faults, violations, work.Expected.Count, work.Lost, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Removes what finished rounds have left behind on purpose.</summary>
    public async Task CleanAsync()
    {
        await ChaosHub.RetryAsync(() => hub.Client.PurgeAllInstancesAsync(new Microsoft.DurableTask.Client.PurgeInstancesFilter()));
        await ChaosHub.RetryAsync(() => hub.ExecuteAsync("TRUNCATE chaos.effects, chaos.attempts, chaos.mended, chaos.held"));
    }

    static async Task HarmAsync(FaultInjector injector, IReadOnlyList<FaultKind> faults, List<int> pauses)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            await Task.Delay(pauses[i]);
            await injector.InjectAsync(faults[i]);
        }
    }

    static FaultKind Draw(Random random)
    {
        var kinds = Enum.GetValues<FaultKind>();
        return kinds[random.Next(kinds.Length)];
    }
}
