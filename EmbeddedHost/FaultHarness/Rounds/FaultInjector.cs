using FaultHarness.Faults;

namespace FaultHarness.Rounds;

/// <summary>Does harm to the hub's processes and connections, and takes it back.</summary>
sealed class FaultInjector(ChaosHub hub, Random random)
{
    /// <summary>Longer than the lease of the workers.</summary>
    static readonly TimeSpan PastLease = TimeSpan.FromSeconds(2.5);

    public async Task InjectAsync(FaultKind kind)
    {
        var owner = await hub.OwnerAsync() ?? hub.Slots[random.Next(2)];
        var standby = hub.Slots[owner == hub.Slots[0] ? 1 : 0];
        switch (kind)
        {
            case FaultKind.Kill:
                owner.Process!.Kill();
                await RestartAsync(owner);
                break;
            case FaultKind.KillAll:
                owner.Process!.Kill();
                standby.Process!.Kill();
                await Task.WhenAll(RestartAsync(owner), RestartAsync(standby));
                break;
            case FaultKind.Terminate:
                owner.Process!.Terminate();
                await RestartAsync(owner);
                break;
            case FaultKind.Freeze:
                owner.Process!.Freeze();
                await Task.Delay(PastLease + Milliseconds(1000));
                owner.Process.Thaw();
                break;
            case FaultKind.FreezeStandby:
                standby.Process!.Freeze();
                owner.Process!.Kill();
                await Task.WhenAll(RestartAsync(owner), ThawAsync(standby.Process));
                break;
            case FaultKind.Cut:
                owner.Proxy.Cut();
                break;
            case FaultKind.CutInRequest:
                await HealAfterAsync(owner.Proxy, p => p.CutAfter(random.Next(1, 20_000)), 1000);
                break;
            case FaultKind.CutBeforeAnswer:
                await HealAfterAsync(owner.Proxy, p => p.CutBeforeAnswer(), 1000);
                break;
            case FaultKind.Stall:
                owner.Proxy.Stall();
                await Task.Delay(Milliseconds(4000));
                owner.Proxy.Heal();
                break;
            case FaultKind.CutStandby:
                await HealAfterAsync(standby.Proxy, p => p.CutBeforeAnswer(), 500);
                standby.Proxy.Cut();
                break;
            case FaultKind.CutClient:
                await HealAfterAsync(hub.ClientProxy, p => p.CutBeforeAnswer(), 1000);
                break;
            case FaultKind.DatabaseCrash:
                await hub.Server.RestartAsync(immediate: true);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    async Task RestartAsync(WorkerSlot slot)
    {
        await slot.Process!.ExitedAsync(CancellationToken.None);
        await hub.StartWorkerAsync(slot);
    }

    async Task ThawAsync(WorkerProcess process)
    {
        await Task.Delay(PastLease + Milliseconds(500));
        process.Thaw();
    }

    async Task HealAfterAsync(TcpProxy proxy, Action<TcpProxy> fault, int milliseconds)
    {
        var before = proxy.Cuts;
        fault(proxy);
        var until = Environment.TickCount64 + milliseconds;
        while (proxy.Cuts == before && Environment.TickCount64 < until)
        {
            await Task.Delay(10);
        }

        proxy.Heal();
    }

    TimeSpan Milliseconds(int below) => TimeSpan.FromMilliseconds(random.Next(below));
}
