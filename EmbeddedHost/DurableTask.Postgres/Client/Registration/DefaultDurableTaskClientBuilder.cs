using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>The builder behind <see cref="ServiceCollectionExtensions.AddDurableTaskClient(IServiceCollection, string?)"/>.</summary>
/// <param name="name">The client's name; null or empty for the default client.</param>
/// <param name="services">The services the client is registered in.</param>
public class DefaultDurableTaskClientBuilder(string? name, IServiceCollection services) : IDurableTaskClientBuilder
{
    Type? _buildTarget;

    /// <inheritdoc/>
    public string Name { get; } = name ?? Options.DefaultName;

    /// <inheritdoc/>
    public IServiceCollection Services { get; } = services ?? throw new ArgumentNullException(nameof(services));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The type is abstract or no <see cref="DurableTaskClient"/>.</exception>
    public Type? BuildTarget
    {
        get => _buildTarget;
        set
        {
            if (value is not null && (value.IsAbstract || !value.IsSubclassOf(typeof(DurableTaskClient))))
                throw new ArgumentException($"{value} is not a concrete subclass of {nameof(DurableTaskClient)}.", nameof(value));

            _buildTarget = value;
        }
    }

    /// <inheritdoc/>
    public DurableTaskClient Build(IServiceProvider serviceProvider)
        => _buildTarget is null
            ? throw new InvalidOperationException(
                $"The durable task client '{Name}' has no backend. Choose one when registering it, for example with UsePostgres(...).")
            : (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, _buildTarget, Name);
}
