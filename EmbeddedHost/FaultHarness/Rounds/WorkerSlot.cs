using FaultHarness.Faults;

namespace FaultHarness.Rounds;

/// <summary>A place for a worker process, with a proxy of its own; a process that ended is followed by another.</summary>
sealed class WorkerSlot(TcpProxy proxy) : IAsyncDisposable
{
    public TcpProxy Proxy => proxy;

    public WorkerProcess? Process { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
        {
            await Process.DisposeAsync();
        }

        await proxy.DisposeAsync();
    }
}
