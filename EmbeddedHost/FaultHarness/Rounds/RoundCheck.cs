using System.Text.Json;
using DurableTask.Postgres.Management;
using FaultHarness.Workers;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FaultHarness.Rounds;

/// <summary>Looks at the hub after a round, when no fault is left.</summary>
sealed class RoundCheck(ChaosHub hub, RoundWork work, string prefix)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly List<string> _violations = [];

    /// <param name="complete">Whether the round's work was done to its end.</param>
    public async Task<IReadOnlyList<string>> RunAsync(bool complete)
    {
        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAll(work.Expected.Where(e => !work.Purged.ContainsKey(e.Key)).Select(e => CheckInstanceAsync(e.Key, e.Value, patience.Token)));
        if (_violations.Count == 0 && complete)
        {
            await CheckNothingLeftAsync();
            await CheckLedgerAsync();
            await CheckAccountsAsync();
            await CheckEffectsAsync();
            await CheckHistoriesAsync();
        }

        await CheckAuditAsync();
        return _violations;
    }

    async Task CheckInstanceAsync(string id, string expected, CancellationToken patience)
    {
        try
        {
            var instance = await FinishAsync(id, patience);
            if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            {
                Violate($"{id} ({instance.Name}) is {instance.RuntimeStatus}: {instance.FailureDetails?.ErrorMessage}");
            }
            else if (work.Collectors.TryGetValue(id, out var sent))
            {
                foreach (var violation in sent.Violations(id, JsonSerializer.Deserialize<List<string>>(instance.SerializedOutput!)!))
                {
                    Violate(violation);
                }
            }
            else if (instance.SerializedOutput != expected)
            {
                Violate($"{id} ({instance.Name}) gave {instance.SerializedOutput} instead of {expected}");
            }
        }
        catch (OperationCanceledException)
        {
            var instance = await hub.Client.GetInstanceAsync(id, true, CancellationToken.None);
            var history = await hub.Management.GetHistoryAsync(id, CancellationToken.None);
            var waiting = await hub.ReadAsync($"SELECT kind, message_id >> 40 FROM {ChaosHub.Schema}.inbox WHERE target = $1", id);
            Violate(
                $"{id} ({instance?.Name}) did not complete; it is {instance?.RuntimeStatus.ToString() ?? "missing"}; its input is "
                + $"{instance?.SerializedInput}, its history {string.Join(" ", history.Select(e => $"{e.EventType}/{e.Input}"))}; "
                + $"{waiting.Count} messages wait: {string.Join(", ", waiting.Select(w => string.Join(" of process ", w)))}; "
                + $"sent were {string.Join(" ", work.Collectors.GetValueOrDefault(id)?.Acknowledged() ?? [])}");
        }
        catch (InvalidOperationException e)
        {
            Violate($"{id}: {e.Message}");
        }
    }

    /// <summary>Waits for an instance; a request to suspend it that was not acknowledged may come as late as now.</summary>
    async Task<OrchestrationMetadata> FinishAsync(string id, CancellationToken patience)
    {
        while (true)
        {
            using var slice = CancellationTokenSource.CreateLinkedTokenSource(patience);
            slice.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                return await ChaosHub.RetryAsync(() => hub.Client.WaitForInstanceCompletionAsync(id, true, slice.Token));
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                if (work.Collectors.ContainsKey(id))
                {
                    await ChaosHub.RetryAsync(() => hub.Client.ResumeInstanceAsync(id, "late", CancellationToken.None));
                }
            }
        }
    }

    async Task CheckNothingLeftAsync()
    {
        const string Left = $"""
            SELECT 'message of kind ' || kind || ' for ' || target || ' from process ' || (message_id >> 40) FROM {ChaosHub.Schema}.inbox WHERE strpos(target, $1) > 0
            UNION ALL SELECT 'live instance ' || instance_id FROM {ChaosHub.Schema}.instances WHERE completed_at IS NULL AND starts_with(instance_id, $1)
            UNION ALL SELECT 'lock on ' || entity_id || ' by ' || locked_by FROM {ChaosHub.Schema}.entities WHERE starts_with(locked_by, $1)
            """;
        var until = Environment.TickCount64 + 15_000;
        List<string[]> left;
        while ((left = await hub.ReadAsync(Left, prefix)).Count > 0 && Environment.TickCount64 < until)
        {
            await Task.Delay(50);
        }

        foreach (var row in left.Take(10))
        {
            Violate("left over: " + row[0]);
        }
    }

    async Task CheckLedgerAsync()
    {
        var ledger = await hub.Client.Entities.GetEntityAsync<List<string>>(new EntityInstanceId("ledger", work.Ledger));
        foreach (var violation in work.LedgerSignals.Violations(work.Ledger, ledger?.State ?? []))
        {
            Violate(violation);
        }
    }

    async Task CheckAccountsAsync()
    {
        var accounts = new List<AccountState>();
        foreach (var account in work.Accounts)
        {
            if (await hub.Client.Entities.GetEntityAsync<AccountState>(new EntityInstanceId("account", account)) is { } found)
            {
                accounts.Add(found.State);
            }
        }

        if (accounts.Sum(a => a.Balance) != 0)
        {
            Violate($"the balances of {prefix} do not add up: {string.Join(", ", accounts)}");
        }

        if (accounts.Sum(a => a.Operations) != 3 * work.Transfers)
        {
            Violate($"{work.Transfers} transfers made {accounts.Sum(a => a.Operations)} operations instead of {3 * work.Transfers}");
        }
    }

    async Task CheckEffectsAsync()
    {
        const string Counted = """
            SELECT instance, count(*), min(task), max(task) FROM chaos.effects WHERE starts_with(instance, $1) OR instance = ANY($2) GROUP BY 1
            """;
        var counted = (await hub.ReadAsync(Counted, prefix, work.Counts.Keys.ToArray()))
            .ToDictionary(r => r[0], r => $"{r[1]} ({r[2]} to {r[3]})");
        foreach (var (instance, count) in work.Counts)
        {
            var expected = $"{count} (0 to {count - 1})";
            if (counted.GetValueOrDefault(instance) != expected)
            {
                Violate($"{instance} counted {counted.GetValueOrDefault(instance) ?? "nothing"} instead of {expected}");
            }
        }

        foreach (var (instance, _) in counted.Where(c => !work.Counts.ContainsKey(c.Key)))
        {
            Violate($"{instance} counted and was never started");
        }
    }

    async Task CheckHistoriesAsync()
    {
        foreach (var id in work.Counts.Keys.Concat(work.Collectors.Keys).Except(work.Purged.Keys))
        {
            var events = await hub.Management.GetHistoryAsync(id);
            if (ActsWhileSuspended(events))
            {
                Violate($"{id} went on while it was suspended: {string.Join(" ", events.Select(e => e.EventType))}");
            }

            if (events.Count(e => e.EventType == "ExecutionStarted") != 1 || events[^1].EventType != "ExecutionCompleted")
            {
                Violate($"the history of {id} has {events.Count} events, the last {(events.Count == 0 ? "none" : events[^1].EventType)}");
                continue;
            }

            var scheduled = events.Where(e => e.EventId >= 0 && e.TaskScheduledId is null).Select(e => e.EventId).ToList();
            var answered = events.Where(e => e.TaskScheduledId is not null).Select(e => e.TaskScheduledId!.Value).ToList();
            if (scheduled.Distinct().Count() != scheduled.Count || answered.Distinct().Count() != answered.Count || answered.Except(scheduled).Any())
            {
                Violate($"the history of {id} has doubled or unasked answers: {string.Join(" ", events.Select(e => $"{e.EventType}/{e.EventId}/{e.TaskScheduledId}"))}");
            }
        }

        const string Gaps = $"""
            SELECT coalesce(i.instance_id, 'nobody, key ' || h.instance_key), count(*), min(h.batch), max(h.batch)
            FROM {ChaosHub.Schema}.history h LEFT JOIN {ChaosHub.Schema}.instances i USING (instance_key)
            GROUP BY i.instance_id, h.instance_key
            HAVING i.instance_id IS NULL OR count(*) <> max(h.batch) - min(h.batch) + 1
            """;
        foreach (var gap in (await hub.ReadAsync(Gaps)).Take(5))
        {
            Violate($"the history rows of {gap[0]} have gaps or no owner: {gap[1]} rows from {gap[2]} to {gap[3]}");
        }
    }

    async Task CheckAuditAsync()
    {
        foreach (var row in await hub.ReadAsync("DELETE FROM chaos.violations RETURNING what"))
        {
            Violate(row[0]);
        }

        foreach (var slot in hub.Slots)
        {
            if (slot.Process?.UnexpectedExit is { } code)
            {
                Violate($"worker {slot.Process.Name} ended by itself with exit code {code}");
            }
        }
    }

    /// <summary>Whether a step that began suspended, and was not resumed in it, did something.</summary>
    static bool ActsWhileSuspended(IReadOnlyList<InstanceHistoryEvent> events)
    {
        var (suspended, began) = (false, false);
        foreach (var e in events)
        {
            switch (e.EventType)
            {
                case "OrchestratorStarted":
                    began = suspended;
                    break;
                case "ExecutionSuspended":
                    suspended = true;
                    break;
                case "ExecutionResumed":
                    (suspended, began) = (false, false);
                    break;
                case not "ExecutionTerminated" when began && e.EventId >= 0 && e.TaskScheduledId is null:
                    return true;
            }
        }

        return false;
    }

    void Violate(string what)
    {
        lock (_violations)
        {
            _violations.Add(what);
        }
    }
}
