namespace FaultHarness.Rounds;

/// <summary>Looks after a round at what <see cref="ControlWork"/> did.</summary>
sealed class ControlCheck(ChaosHub hub, ControlWork work)
{
    const string Schema = ChaosHub.Schema;

    readonly List<string> _violations = [];

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await CheckTreesAsync();
        await CheckHeldActivitiesAsync();
        foreach (var id in work.Purged)
        {
            foreach (var row in await hub.ReadAsync($"SELECT status FROM {Schema}.instances WHERE instance_id = $1", id))
            {
                _violations.Add($"{id} was purged and is there with status {row[0]}");
            }
        }

        foreach (var id in work.Rewound)
        {
            var events = await hub.Management.GetHistoryAsync(id);
            if (!events.Any(e => e.EventType == "ExecutionRewound") || events.Any(e => e.OrchestrationStatus == "Failed"))
            {
                _violations.Add($"{id} was rewound, and its history is {string.Join(" ", events.Select(e => e.EventType))}");
            }
        }

        return _violations;
    }

    async Task CheckTreesAsync()
    {
        foreach (var root in work.Terminated)
        {
            // Nothing under the prefix is live by now.
            var tree = await hub.ReadAsync($"SELECT instance_id, status FROM {Schema}.instances WHERE starts_with(instance_id, $1)", root);
            if (!tree.Exists(r => r[0] == root))
            {
                _violations.Add($"{root} is lost");
            }

            foreach (var row in tree.Where(r => r[1] != "5"))
            {
                _violations.Add($"{row[0]} has status {row[1]} though its tree was terminated");
            }

            var children = tree.Select(r => r[0]).Where(id => id != root).ToHashSet();
            foreach (var (id, _) in tree.Select(r => (r[0], r[1])))
            {
                var events = await hub.Management.GetHistoryAsync(id);
                var ends = events.Count(e => e.EventType == "ExecutionCompleted");
                if (ends != 1 || events[^1].OrchestrationStatus != "Terminated")
                {
                    _violations.Add($"the history of {id} ends {ends} times: {string.Join(" ", events.Select(e => e.EventType))}");
                }

                foreach (var child in events.Where(e => e.EventType == "SubOrchestrationInstanceCreated" && !children.Contains(e.InstanceId!)))
                {
                    _violations.Add($"{id} created {child.InstanceId}, which is not there");
                }
            }
        }
    }

    /// <summary>A terminated instance's activities must have seen their token, wherever they run.</summary>
    async Task CheckHeldActivitiesAsync()
    {
        var workers = hub.Slots.Select(s => s.Process!.Name).ToArray();
        List<string[]> held = [];
        for (var until = Environment.TickCount64 + 15_000; Environment.TickCount64 < until;)
        {
            held = await hub.ReadAsync("SELECT instance, worker FROM chaos.held WHERE worker = ANY($1)", [workers]);
            if (held.Count == 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        _violations.AddRange(held.Select(h => $"an activity of {h[0]}, which was terminated, goes on in {h[1]}"));
    }
}
