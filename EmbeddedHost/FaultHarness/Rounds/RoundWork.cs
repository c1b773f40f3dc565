using System.Collections.Concurrent;
using System.Text.Json;
using FaultHarness.Workers;

namespace FaultHarness.Rounds;

/// <summary>What a round has started and sent, and what was acknowledged.</summary>
sealed class RoundWork(ChaosHub hub, string prefix, Random random)
{
    /// <summary>In milliseconds: how long the hub may refuse everything, which it does while the database recovers and nobody owns it.</summary>
    const long Patience = 60_000;

    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, string> _expected = new();
    readonly List<string> _transfers = [];

    /// <summary>Started instances and the output each must have; null where it is checked in another way.</summary>
    public IReadOnlyDictionary<string, string> Expected => _expected;

    /// <summary>Tasks that each instance, children included, must have counted.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = new();

    /// <summary>What was sent to each collector, by instance.</summary>
    public ConcurrentDictionary<string, SentItems> Collectors { get; } = new();

    /// <summary>Instances that were purged after they had completed.</summary>
    public ConcurrentDictionary<string, bool> Purged { get; } = new();

    public SentItems LedgerSignals { get; } = new();

    public string Ledger => prefix + "ledger";

    public IReadOnlyList<string> Accounts => [prefix + "a", prefix + "b", prefix + "c"];

    public int Transfers => _transfers.Count;

    public int Lost { get; private set; }

    /// <summary>One flow of work: starts instances and sends events and signals, one after another, through one client after another.</summary>
    public async Task RunLaneAsync(int lane, int steps)
    {
        var collector = $"{prefix}collect{lane}";
        var sent = new SentItems();
        Collectors[collector] = sent;
        await StartAsync(collector, "Collect", new CollectState([]), null);
        for (var i = 0; i < steps; i++)
        {
            await StartSomethingAsync(lane, i);
            var sender = Choose();
            await SendAsync(sender, sent, tag => new WorkerCommand("event", collector, "item", JsonSerializer.Serialize(new CollectItem(tag))), lane);
            if (Next(3) == 0)
            {
                // Again and again, so that some of it comes while the hub changes hands.
                await UntilAcknowledgedAsync(new WorkerCommand(Next(2) == 0 ? "suspend" : "resume", collector));
            }

            await SendAsync(Choose(), LedgerSignals, tag => new WorkerCommand("signal", "@ledger@" + Ledger, "Append", JsonSerializer.Serialize(tag)), lane);
            await Task.Delay(Next(40));
        }
    }

    /// <summary>Tells the collectors what was acknowledged, until that is acknowledged too.</summary>
    public async Task CloseAsync()
    {
        foreach (var (collector, sent) in Collectors)
        {
            await UntilAcknowledgedAsync(new WorkerCommand("resume", collector));
            var close = JsonSerializer.Serialize(new CollectItem(null, sent.Acknowledged()));
            await UntilAcknowledgedAsync(new WorkerCommand("event", collector, "item", close));
        }
    }

    async Task StartSomethingAsync(int lane, int step)
    {
        var id = $"{prefix}{lane}-{step}";
        switch (Next(5))
        {
            case 0:
                var length = 2 + Next(5);
                Counts[id] = length;
                await StartAsync(id, "Chain", length, Triangle(length));
                break;
            case 1:
                var width = 2 + Next(8);
                Counts[id] = width;
                Counts[id + "-c0"] = 3;
                Counts[id + "-c1"] = 3;
                await StartAsync(id, "Fan", width, Triangle(width) + (2 * Triangle(3)));
                break;
            case 2:
                var turns = 2 + Next(6);
                Counts[id] = turns;
                await StartAsync(id, "Loop", new LoopState(turns), Triangle(turns));
                break;
            case 3:
                var signals = 2 + Next(8);
                LedgerSignals.Expect(id, signals);
                await StartAsync(id, "Signal", new SignalWork(Ledger, signals), signals);
                break;
            default:
                var accounts = Accounts.OrderBy(_ => Next(1000)).ToList();
                Counts[id] = 1;
                lock (_gate)
                {
                    _transfers.Add(id);
                }

                await StartAsync(id, "Transfer", new TransferWork(accounts[0], accounts[1], 1 + Next(9)), 0);
                break;
        }
    }

    /// <summary>Starts an instance that must complete with a result.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="orchestrator">Its code.</param>
    /// <param name="input">Its input.</param>
    /// <param name="expected">Its output; null when that is checked in another way.</param>
    public async Task StartAsync(string id, string orchestrator, object input, int? expected)
    {
        Expect(id, expected);
        await UntilAcknowledgedAsync(new WorkerCommand("start", id, orchestrator, JsonSerializer.Serialize(input)));
    }

    /// <summary>Sends under a new tag until one is acknowledged: what was not may have arrived or not.</summary>
    async Task SendAsync(Sender sender, SentItems sent, Func<string, WorkerCommand> command, int lane)
    {
        for (var until = Environment.TickCount64 + Patience; Environment.TickCount64 < until;)
        {
            var tag = sent.Next($"{sender.Name}.{lane}");
            if (await sender.SendAsync(command(tag)) is not null)
            {
                sent.Acknowledge(tag);
                return;
            }

            Lost++;
            sender = Choose();
            await Task.Delay(50);
        }

        throw new TimeoutException("Nobody took an event or a signal for long.");
    }

    /// <summary>Notes that an instance must complete with a result.</summary>
    public void Expect(string id, int? expected) => _expected[id] = expected is { } value ? JsonSerializer.Serialize(value) : "";

    /// <summary>Has a command carried out by one client after another until one acknowledges it.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="TimeoutException">Nobody did for long.</exception>
    public async Task<string> UntilAcknowledgedAsync(WorkerCommand command)
    {
        for (var until = Environment.TickCount64 + Patience; Environment.TickCount64 < until;)
        {
            if (await Choose().SendAsync(command) is { } answer)
            {
                return answer;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Nobody took {command}.");
    }

    Sender Choose()
    {
        var processes = hub.Slots.Select(s => s.Process).Where(p => p is { HasExited: false, IsFrozen: false }).ToList();
        var choice = Next(processes.Count + 1);
        return choice == processes.Count ? Sender.Of(hub) : Sender.Of(processes[choice]!);
    }

    int Next(int below)
    {
        lock (_gate)
        {
            return random.Next(below);
        }
    }

    static int Triangle(int length) => length * (length - 1) / 2;
}
