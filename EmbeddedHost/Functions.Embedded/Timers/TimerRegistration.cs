using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Functions.Embedded.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Timers;

/// <summary>Registers what timer functions need, when there are any.</summary>
static class TimerRegistration
{
    public static void AddServices(
        IServiceCollection services, IConfiguration configuration, HostSettings settings, IEnumerable<EmbeddedFunction> functions)
    {
        if (!functions.Any(f => f.Schedule is not null))
            return;
        var connectionString = DatabaseSetting.Find(configuration);
        services.AddSingleton<ITimerStore>(
            _ => connectionString is null ? new MemoryTimerStore() : new PostgresTimerStore(connectionString, settings.HubName));
        services.AddHostedService<TimerService>();
    }
}
