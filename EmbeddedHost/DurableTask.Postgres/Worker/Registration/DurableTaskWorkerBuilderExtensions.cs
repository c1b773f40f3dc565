using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>What can be said about a worker while registering it.</summary>
public static class DurableTaskWorkerBuilderExtensions
{
    /// <summary>Adds the tasks that the worker runs.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Adds to the worker's registry; several calls add up.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder AddTasks(
        this IDurableTaskWorkerBuilder builder, Action<DurableTaskRegistry> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Changes the worker's options.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the options; several calls add up.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder Configure(
        this IDurableTaskWorkerBuilder builder, Action<DurableTaskWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Chooses the class of the worker.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="target">A non-abstract subclass of <see cref="DurableTaskWorker"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The type is not a possible target.</exception>
    public static IDurableTaskWorkerBuilder UseBuildTarget(this IDurableTaskWorkerBuilder builder, Type target)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BuildTarget = target;
        return builder;
    }

    /// <summary>Chooses the class of the worker.</summary>
    /// <typeparam name="TTarget">The class.</typeparam>
    /// <param name="builder">The worker's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker
        => builder.UseBuildTarget(typeof(TTarget));

    /// <summary>Chooses the class of the worker and the class of its options, which then also carry what the general options say.</summary>
    /// <typeparam name="TTarget">The class of the worker.</typeparam>
    /// <typeparam name="TOptions">The class of the options; registered under the worker's name.</typeparam>
    /// <param name="builder">The worker's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseBuildTarget<TTarget, TOptions>(this IDurableTaskWorkerBuilder builder)
        where TTarget : DurableTaskWorker
        where TOptions : DurableTaskWorkerOptions
    {
        builder.UseBuildTarget(typeof(TTarget));

        // The general options cannot be completed from themselves: asking for them while they are being made never ends.
        if (typeof(TOptions) == typeof(DurableTaskWorkerOptions))
            return builder;

        var name = builder.Name;
        builder.Services.AddOptions<TOptions>(name)
            .PostConfigure<IOptionsMonitor<DurableTaskWorkerOptions>>((options, general) => general.Get(name).ApplyTo(options));
        return builder;
    }

    /// <summary>Sets which versions of orchestrations the worker accepts.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="versionOptions">The versions; later changes of the object are not seen.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseVersioning(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerOptions.VersioningOptions versionOptions)
    {
        ArgumentNullException.ThrowIfNull(versionOptions);
        var (version, defaultVersion) = (versionOptions.Version, versionOptions.DefaultVersion);
        var (match, failure) = (versionOptions.MatchStrategy, versionOptions.FailureStrategy);
        return builder.Configure(options =>
        {
            options.IsVersioningSet = true;
            options.Versioning = new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = version,
                DefaultVersion = defaultVersion,
                MatchStrategy = match,
                FailureStrategy = failure,
            };
        });
    }

    /// <summary>Registers the filter that decides which orchestrations are accepted.</summary>
    /// <typeparam name="TOrchestrationFilter">The class of the filter; created once by the services.</typeparam>
    /// <param name="builder">The worker's builder.</param>
    /// <returns>The builder.</returns>
    [Obsolete("Experimental")]
    public static IDurableTaskWorkerBuilder UseOrchestrationFilter<TOrchestrationFilter>(this IDurableTaskWorkerBuilder builder)
        where TOrchestrationFilter : class, IOrchestrationFilter
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IOrchestrationFilter, TOrchestrationFilter>();
        return builder;
    }

    /// <summary>Registers the filter that decides which orchestrations are accepted.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>The builder.</returns>
    [Obsolete("Experimental")]
    public static IDurableTaskWorkerBuilder UseOrchestrationFilter(
        this IDurableTaskWorkerBuilder builder, IOrchestrationFilter filter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(filter);
        return builder;
    }

    /// <summary>Sets the names that the worker asks its backend for.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="workItemFilters">
    /// The names; each must be registered with the worker, which is checked when the filters are first read. Null for everything.
    /// </param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(
        this IDurableTaskWorkerBuilder builder, DurableTaskWorkerWorkItemFilters? workItemFilters)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<DurableTaskWorkerWorkItemFilters>(builder.Name).PostConfigure(
            filters => Replace(filters, workItemFilters ?? new DurableTaskWorkerWorkItemFilters()));
        if (workItemFilters is { IsEmpty: false })
        {
            builder.Services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<DurableTaskWorkerWorkItemFilters>, WorkItemFiltersValidator>());
        }

        return builder;
    }

    /// <summary>Lets the worker ask its backend for what is registered with it, and nothing else.</summary>
    /// <param name="builder">The worker's builder.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseWorkItemFilters(this IDurableTaskWorkerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        builder.Services.AddOptions<DurableTaskWorkerWorkItemFilters>(name)
            .PostConfigure<IOptionsMonitor<DurableTaskRegistry>, IOptionsMonitor<DurableTaskWorkerOptions>>(
                (filters, registries, options) => Replace(
                    filters, DurableTaskWorkerWorkItemFilters.Of(registries.Get(name), options.Get(name))));
        return builder;
    }

    static void Replace(DurableTaskWorkerWorkItemFilters filters, DurableTaskWorkerWorkItemFilters source)
    {
        filters.Orchestrations = source.Orchestrations;
        filters.Activities = source.Activities;
        filters.Entities = source.Entities;
    }
}
