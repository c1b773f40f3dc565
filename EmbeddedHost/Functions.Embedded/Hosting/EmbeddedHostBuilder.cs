using Functions.Embedded.Http;
using Functions.Embedded.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded.Hosting;

/// <summary>Makes the host of a <c>FunctionsApplication</c>.</summary>
sealed class EmbeddedHostBuilder
{
    /// <summary>The environment variable that names the environment, as on Azure.</summary>
    public const string EnvironmentSetting = "AZURE_FUNCTIONS_ENVIRONMENT";

    public EmbeddedHostBuilder(string[] args)
    {
        Web = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environment.GetEnvironmentVariable(EnvironmentSetting),
        });
        StartupFailure.Observe();
        HostFiles.AddTo(Web.Configuration, Web.Environment.ContentRootPath, Web.Environment.IsDevelopment());
    }

    public WebApplicationBuilder Web { get; }

    public EmbeddedHostSetup Setup { get; } = new();

    /// <exception cref="FunctionsStartupException">A function, binding or setting is wrong.</exception>
    public IHost Build()
    {
        Setup.AddServices(Web.Services, Web.Configuration);
        ListeningAddresses.Configure(Web.Configuration);
        var app = Web.Build();
        Setup.Map(app, (_, map) => map(app));
        return app;
    }
}
