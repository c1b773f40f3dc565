using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Registration;

/// <summary>
/// The builders of one service collection by name, so that registering the same name again configures the same builder. Kept as a
/// service in the collection itself: nothing static, and a copy of the collection takes them along.
/// </summary>
sealed class NamedBuilders<TBuilder>
    where TBuilder : class
{
    readonly Dictionary<string, TBuilder> _builders = new(StringComparer.Ordinal);

    NamedBuilders()
    {
    }

    public static NamedBuilders<TBuilder> Of(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(NamedBuilders<TBuilder>)) is { } existing)
            return (NamedBuilders<TBuilder>)existing.ImplementationInstance!;

        var created = new NamedBuilders<TBuilder>();
        services.AddSingleton(created);
        return created;
    }

    public TBuilder GetOrAdd(string name, Func<string, TBuilder> create, out bool isNew)
    {
        isNew = !_builders.TryGetValue(name, out var builder);
        if (builder is null)
            _builders[name] = builder = create(name);

        return builder;
    }
}
