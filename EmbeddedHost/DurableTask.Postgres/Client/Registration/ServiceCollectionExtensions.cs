using DurableTask.Postgres.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Registers clients.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Registers a client, or finds the builder of one that is registered already.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name; null or empty for the default client.</param>
    /// <returns>The client's builder.</returns>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = GetBuilder(services, name ?? Options.DefaultName, out var isNew);
        if (isNew)
            Register(builder);

        return builder;
    }

    /// <summary>Registers the default client, or goes on configuring it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Configures the client.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, Action<IDurableTaskClientBuilder> configure)
        => services.AddDurableTaskClient(Options.DefaultName, configure);

    /// <summary>Registers a client, or goes on configuring one that is registered already.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name; empty for the default client.</param>
    /// <param name="configure">Configures the client.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
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

    static IDurableTaskClientBuilder GetBuilder(IServiceCollection services, string name, out bool isNew)
        => NamedBuilders<IDurableTaskClientBuilder>.Of(services)
            .GetOrAdd(name, key => new DefaultDurableTaskClientBuilder(key, services), out isNew);

    static void Register(IDurableTaskClientBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<IDurableTaskClientProvider, DefaultDurableTaskClientProvider>();
        services.AddOptions<DurableTaskClientOptions>(builder.Name).Configure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
                options.DataConverter = converter;
        });
        services.AddSingleton(provider => new RegisteredClient(builder.Build(provider)));
        if (builder.Name == Options.DefaultName)
            builder.RegisterDirectly();
    }
}
