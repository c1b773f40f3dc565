using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Hosting;

/// <summary>What a durable backend needs to know of the application.</summary>
/// <param name="Services">Where worker, client and <c>ITaskHubManagement</c> are registered.</param>
/// <param name="Configuration">The application's configuration.</param>
/// <param name="Host">The settings of <c>host.json</c>.</param>
/// <param name="AddFunctions">Adds the orchestrators, activities and entities to the worker's registry.</param>
public sealed record DurableSetup(
    IServiceCollection Services, IConfiguration Configuration, HostSettings Host, Action<DurableTaskRegistry> AddFunctions);
