using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;

namespace DurableTask.Postgres.Tests.Registration;

/// <summary>Shows what a worker gets from its builder; runs nothing.</summary>
sealed class FakeWorker(string name, IDurableTaskFactory factory) : DurableTaskWorker(name, factory)
{
    public string GivenName => Name;

    public IDurableTaskFactory2 GivenFactory => (IDurableTaskFactory2)Factory;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}
