using Functions.Embedded.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds an application: services, configuration, logging, and the pipeline around functions.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    readonly WebApplicationBuilder _web;

    internal FunctionsApplicationBuilder(string[]? args)
    {
        Host = new EmbeddedHostBuilder(args ?? []);
        _web = Host.Web;
    }

    internal EmbeddedHostBuilder Host { get; }

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    /// <summary>The configuration: settings of the environment, <c>local.settings.json</c> and <c>host.json</c>.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _web.Environment;

    /// <inheritdoc/>
    public ILoggingBuilder Logging => _web.Logging;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>The services.</summary>
    public IServiceCollection Services => _web.Services;

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <inheritdoc/>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Host.Setup.Middleware.Add(middleware);
        return this;
    }

    /// <summary>Makes the host.</summary>
    /// <returns>The host, not yet started.</returns>
    /// <exception cref="FunctionsStartupException">A function, binding or setting is wrong; the message names it.</exception>
    public IHost Build() => Host.Build();
}
