using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Configures one named worker.</summary>
public interface IDurableTaskWorkerBuilder
{
    /// <summary>The worker's name; empty for the default worker. Also the name of its options and its registry of tasks.</summary>
    string Name { get; }

    /// <summary>The services the worker is registered in.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the worker; a non-abstract subclass of <see cref="DurableTaskWorker"/>, null while none is chosen.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Creates the worker.</summary>
    /// <param name="serviceProvider">Gives what the worker's constructor asks for besides name and factory.</param>
    /// <returns>The worker.</returns>
    /// <exception cref="InvalidOperationException">No <see cref="BuildTarget"/> was chosen.</exception>
    IHostedService Build(IServiceProvider serviceProvider);
}
