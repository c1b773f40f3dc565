using Functions.Embedded.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded.Tests.Http;

public sealed class MiddlewareTests
{
    [Fact]
    public async Task Pipeline_RunsInOrderAroundTheFunctionAndSharesItems()
    {
        await using var host = await TestHost.StartAsync([typeof(Traced)], configure: b =>
        {
            b.Services.AddSingleton<Trace>();
            b.UseMiddleware<Outer>();
            b.UseMiddleware(async (context, next) =>
            {
                context.Items["who"] = "inner";
                await next();
                context.GetInvocationResult().Value = context.GetInvocationResult<string>().Value + "!";
            });
            b.UseWhen<Never>(context => context.FunctionDefinition.Name == "Other");
        });
        Assert.Equal("inner!", await host.Http.GetStringAsync("/api/Traced"));
        Assert.Equal(["outer before Traced", "function", "outer after"], host.Services.GetRequiredService<Trace>().Steps);
    }

    [Fact]
    public async Task Pipeline_MiddlewareAnswersInstead_FunctionDoesNotRun()
    {
        await using var host = await TestHost.StartAsync([typeof(Traced)], configure: b =>
        {
            b.Services.AddSingleton<Trace>();
            b.UseWhen(_ => true, (context, _) =>
            {
                context.GetInvocationResult().Value = Results.StatusCode(418);
                return Task.CompletedTask;
            });
        });
        Assert.Equal(418, (int)(await host.Http.GetAsync("/api/Traced")).StatusCode);
        Assert.Empty(host.Services.GetRequiredService<Trace>().Steps);
    }

    public sealed class Trace
    {
        public List<string> Steps { get; } = [];
    }

    public sealed class Traced(Trace trace)
    {
        [Function("Traced")]
        public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
        {
            trace.Steps.Add("function");
            return (string)context.Items["who"];
        }
    }

    sealed class Outer(Trace trace) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            trace.Steps.Add("outer before " + context.FunctionDefinition.Name);
            await next(context);
            trace.Steps.Add("outer after");
        }
    }

    sealed class Never : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => throw new InvalidOperationException();
    }
}
