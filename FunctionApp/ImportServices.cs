using ImportFunctions.Games;
using ImportFunctions.Games.Budget;
using ImportFunctions.Games.Runs;
using ImportFunctions.Gate;
using ImportFunctions.Http;
using ImportFunctions.Progress;
using ImportFunctions.Progress.Events;
using ImportFunctions.Schedules;
using ImportFunctions.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImportFunctions;

/// <summary>Registration of the import's orchestration side: gate, runs, progress.</summary>
public static class ImportServices
{
    /// <summary>Adds what the functions of the import need beyond the data path.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's settings.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ForegroundRequests>();
        return services
            .AddSingleton(ImportLimits.From(configuration))
            .AddSingleton<ImportRunStore>()
            .AddSingleton<RunStops>()
            .AddSingleton<StartsUnderWay>()
            .AddSingleton<QueueRoom>()
            .AddSingleton<ImportStarter>()
            .AddSingleton<GateReader>()
            .AddSingleton<ProviderBudgetReader>()
            .AddSingleton<PermitReaper>()
            .AddSingleton<ProgressReader>()
            .AddSingleton(EventSettings.From(configuration))
            .AddSingleton<RunChangeStore>()
            .AddSingleton<ImportFeed>()
            .AddSingleton(ScheduleSettings.From(configuration))
            .AddSingleton<ScheduleStore>()
            .AddSingleton<SchedulePace>()
            .AddSingleton<ScheduleRunner>();
    }
}
