using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded.Hosting;

sealed class EmbeddedHostBuilder
{
    public EmbeddedHostBuilder(string[] args) => Web = WebApplication.CreateBuilder(args);

    public WebApplicationBuilder Web { get; }

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middleware { get; } = [];

    public IHost Build() => Web.Build();
}
