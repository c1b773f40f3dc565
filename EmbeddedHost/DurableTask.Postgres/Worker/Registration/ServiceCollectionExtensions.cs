using DurableTask.Postgres.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Registers workers.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Registers a worker as a hosted service, or finds the builder of one that is registered already.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The worker's name; null or empty for the default worker.</param>
    /// <returns>The worker's builder.</returns>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = GetBuilder(services, name ?? Options.DefaultName, out var isNew);
        if (isNew)
            Register(builder);

        return builder;
    }

    /// <summary>Registers the default worker as a hosted service, or goes on configuring it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Configures the worker.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure)
        => services.AddDurableTaskWorker(Options.DefaultName, configure);

    /// <summary>Registers a worker as a hosted service, or goes on configuring one that is registered already.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The worker's name; empty for the default worker.</param>
    /// <param name="configure">Configures the worker.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = GetBuilder(services, name, out var isNew);
        configure(builder);
        if (isNew)
            Register(builder);

        return services;
    }

    static IDurableTaskWorkerBuilder GetBuilder(IServiceCollection services, string name, out bool isNew)
        => NamedBuilders<IDurableTaskWorkerBuilder>.Of(services)
            .GetOrAdd(name, key => new DefaultDurableTaskWorkerBuilder(key, services), out isNew);

    static void Register(IDurableTaskWorkerBuilder builder)
    {
        builder.Services.AddOptions<DurableTaskWorkerOptions>(builder.Name).Configure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
                options.DataConverter = converter;
        });
        builder.Services.AddSingleton(provider => builder.Build(provider));
    }
}
