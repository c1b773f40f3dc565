using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>What can be said about a client while registering it.</summary>
public static class DurableTaskBuilderExtensions
{
    /// <summary>Changes the client's options.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="configure">Changes the options; several calls add up.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder Configure(
        this IDurableTaskClientBuilder builder, Action<DurableTaskClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>
    /// Lets the client be injected as <see cref="DurableTaskClient"/>. The first client to ask gets the place; the default client
    /// asks on its own.
    /// </summary>
    /// <param name="builder">The client's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder RegisterDirectly(this IDurableTaskClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        builder.Services.TryAddSingleton(services => services.GetRequiredService<IDurableTaskClientProvider>().GetClient(name));
        return builder;
    }

    /// <summary>Chooses the class of the client.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="target">A non-abstract subclass of <see cref="DurableTaskClient"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The type is not a possible target.</exception>
    public static IDurableTaskClientBuilder UseBuildTarget(this IDurableTaskClientBuilder builder, Type target)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BuildTarget = target;
        return builder;
    }

    /// <summary>Chooses the class of the client.</summary>
    /// <typeparam name="TTarget">The class.</typeparam>
    /// <param name="builder">The client's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder UseBuildTarget<TTarget>(this IDurableTaskClientBuilder builder)
        where TTarget : DurableTaskClient
        => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Chooses the class of the client and the class of its options, which then also carry what the general options say.</summary>
    /// <typeparam name="TTarget">The class of the client.</typeparam>
    /// <typeparam name="TOptions">The class of the options; registered under the client's name.</typeparam>
    /// <param name="builder">The client's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder UseBuildTarget<TTarget, TOptions>(this IDurableTaskClientBuilder builder)
        where TTarget : DurableTaskClient
        where TOptions : DurableTaskClientOptions
    {
        builder.UseBuildTarget(typeof(TTarget));

        // The general options cannot be completed from themselves: asking for them while they are being made never ends.
        if (typeof(TOptions) == typeof(DurableTaskClientOptions))
            return builder;

        var name = builder.Name;
        builder.Services.AddOptions<TOptions>(name)
            .PostConfigure<IOptionsMonitor<DurableTaskClientOptions>>((options, general) => general.Get(name).ApplyTo(options));
        return builder;
    }

    /// <summary>Sets the version given to orchestrations that are scheduled without one.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="version">The version.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder UseDefaultVersion(this IDurableTaskClientBuilder builder, string version)
        => builder.Configure(options => options.DefaultVersion = version);
}
