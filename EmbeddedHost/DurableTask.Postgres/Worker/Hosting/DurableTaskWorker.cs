using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>A background service that fetches work of one task hub and runs it; the base of every backend's worker.</summary>
public abstract class DurableTaskWorker : BackgroundService
{
    /// <summary>Creates the worker.</summary>
    /// <param name="name">The name under which the worker is registered; null or empty for the default worker.</param>
    /// <param name="factory">Creates the tasks that the worker runs.</param>
    protected DurableTaskWorker(string? name, IDurableTaskFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Name = name ?? Options.DefaultName;
        Factory = factory;
    }

    /// <summary>The name under which the worker is registered; empty for the default worker. Also the name of its options.</summary>
    protected virtual string Name { get; }

    /// <summary>Creates the tasks that the worker runs.</summary>
    protected virtual IDurableTaskFactory Factory { get; }

    /// <summary>Adds properties of exceptions to failure details; null for none.</summary>
    protected IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }
}
