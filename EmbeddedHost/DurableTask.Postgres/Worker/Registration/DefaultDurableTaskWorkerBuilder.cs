using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>The builder behind <see cref="ServiceCollectionExtensions.AddDurableTaskWorker(IServiceCollection, string?)"/>.</summary>
public class DefaultDurableTaskWorkerBuilder : IDurableTaskWorkerBuilder
{
    Type? _buildTarget;

    /// <summary>Creates the builder.</summary>
    /// <param name="name">The worker's name; null or empty for the default worker.</param>
    /// <param name="services">The services the worker is registered in.</param>
    public DefaultDurableTaskWorkerBuilder(string? name, IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Name = name ?? Options.DefaultName;
        Services = services;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The type is abstract or no <see cref="DurableTaskWorker"/>.</exception>
    public Type? BuildTarget
    {
        get => _buildTarget;
        set
        {
            if (value is not null && (value.IsAbstract || !value.IsSubclassOf(typeof(DurableTaskWorker))))
                throw new ArgumentException($"{value} is not a concrete subclass of {nameof(DurableTaskWorker)}.", nameof(value));

            _buildTarget = value;
        }
    }

    /// <inheritdoc/>
    public IHostedService Build(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        if (_buildTarget is null)
        {
            throw new InvalidOperationException(
                $"The durable task worker '{Name}' has no backend. Choose one when registering it, for example with UsePostgres(...).");
        }

        var registry = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name);
        return (IHostedService)ActivatorUtilities.CreateInstance(serviceProvider, _buildTarget, Name, new DurableTaskFactory(registry));
    }
}
