using Functions.Embedded.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Embedded.Tests.Discovery;

/// <summary>Each wrong function stops the start with one sentence that names what is wrong.</summary>
public sealed class WrongFunctionTests
{
    [Theory]
    [InlineData(typeof(UnknownParameter), "'Unknown'", "'service'")]
    [InlineData(typeof(TwoTriggers), "'Two'", "'request' and 'timer'")]
    [InlineData(typeof(NoTrigger), "'None'", "no trigger")]
    [InlineData(typeof(SameName), "'twice'", "exists twice")]
    [InlineData(typeof(BadRoute), "'Bad'", "'request'")]
    [InlineData(typeof(BadConstraint), "'Bad'", "nosuch")]
    [InlineData(typeof(SameRoute), "'One' and 'Two'", "/api/same")]
    [InlineData(typeof(BadSchedule), "'Tick'", "'timer'")]
    [InlineData(typeof(BadSchedule), "'Tick'", "* * *")]
    [InlineData(typeof(MissingSetting), "'Tick'", "'NO_SUCH_SETTING'")]
    [InlineData(typeof(BadName), "'has space'", "letters")]
    [InlineData(typeof(Hidden), "'Hidden'", "public")]
    [InlineData(typeof(AsyncVoid), "'Void'", "async void")]
    [InlineData(typeof(ClientWithoutAttribute), "'Start'", "'client'")]
    [InlineData(typeof(ClientOfOtherType), "'Start'", "'client'")]
    [InlineData(typeof(ClientInOrchestrator), "'Orchestrate'", "'client'")]
    [InlineData(typeof(TwoInputs), "'Orchestrate'", "'second'")]
    [InlineData(typeof(WrongEntity), "'Counter'", "TaskEntityDispatcher")]
    [InlineData(typeof(RetriedHttp), "'Again'", "FixedDelayRetryAttribute")]
    [InlineData(typeof(UserLevel), "'Level'", "User")]
    [InlineData(typeof(BodyWithoutHttp), "'Work'", "'order'")]
    [InlineData(typeof(TakesHttpContext), "'Context'", "GetHttpContext()")]
    public async Task Start_WrongFunction_IsRefusedWithASentence(Type function, string which, string what)
    {
        var message = await TestHost.RefusalAsync([function]);
        Assert.Contains(which, message, StringComparison.Ordinal);
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task Start_DurableFunctionsWithoutDatabase_SaysWhatToSet()
    {
        var message = await TestHost.RefusalAsync([typeof(Fine)], new() { ["IMPORT_DATABASE"] = "", ["DURABLE_DATABASE"] = "" });
        Assert.Contains("IMPORT_DATABASE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadConnectionString_IsRefusedWithoutRepeatingIt()
    {
        var message = await TestHost.RefusalAsync([typeof(Fine)], new() { ["IMPORT_DATABASE"] = "nonsense;Password=hidden" });
        Assert.Contains("IMPORT_DATABASE", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", message, StringComparison.Ordinal);
    }

    public static class UnknownParameter
    {
        [Function("Unknown")]
        public static string Run([HttpTrigger] HttpRequest request, IServiceProvider service) => "";
    }

    public static class TwoTriggers
    {
        [Function("Two")]
        public static string Run([HttpTrigger] HttpRequest request, [TimerTrigger("0 0 * * * *")] TimerInfo timer) => "";
    }

    public static class NoTrigger
    {
        [Function("None")]
        public static string Run(HttpRequest request) => "";
    }

    public static class SameName
    {
        [Function("Twice")]
        public static string One([HttpTrigger] HttpRequest request) => "";

        [Function("twice")]
        public static string Two([HttpTrigger] HttpRequest request) => "";
    }

    public static class BadRoute
    {
        [Function("Bad")]
        public static string Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id")] HttpRequest request) => "";
    }

    public static class BadConstraint
    {
        [Function("Bad")]
        public static string Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id:nosuch}")] HttpRequest request) => "";
    }

    public static class SameRoute
    {
        [Function("One")]
        public static string One([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "same")] HttpRequest request) => "";

        [Function("Two")]
        public static string Two([HttpTrigger(AuthorizationLevel.Anonymous, "GET", Route = "Same")] HttpRequest request) => "";
    }

    public static class BadSchedule
    {
        [Function("Tick")]
        public static void Run([TimerTrigger("* * *")] TimerInfo timer)
        {
        }
    }

    public static class MissingSetting
    {
        [Function("Tick")]
        public static void Run([TimerTrigger("%NO_SUCH_SETTING%")] TimerInfo timer)
        {
        }
    }

    public static class BadName
    {
        [Function("has space")]
        public static string Run([HttpTrigger] HttpRequest request) => "";
    }

    public static class Hidden
    {
        [Function("Hidden")]
        internal static string Run([HttpTrigger] HttpRequest request) => "";
    }

    public static class AsyncVoid
    {
        [Function("Void")]
        public static async void Run([HttpTrigger] HttpRequest request) => await Task.Yield();
    }

    public static class ClientWithoutAttribute
    {
        [Function("Start")]
        public static string Run([HttpTrigger] HttpRequest request, DurableTaskClient client) => "";
    }

    public static class ClientOfOtherType
    {
        [Function("Start")]
        public static string Run([HttpTrigger] HttpRequest request, [DurableClient] object client) => "";
    }

    public static class ClientInOrchestrator
    {
        [Function("Orchestrate")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
            Task.CompletedTask;
    }

    public static class TwoInputs
    {
        [Function("Orchestrate")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) => Task.CompletedTask;
    }

    public static class WrongEntity
    {
        [Function("Counter")]
        public static Task Run([EntityTrigger] string dispatcher) => Task.CompletedTask;
    }

    public static class RetriedHttp
    {
        [Function("Again")]
        [FixedDelayRetry(3, "00:00:10")]
        public static string Run([HttpTrigger] HttpRequest request) => "";
    }

    public static class UserLevel
    {
        [Function("Level")]
        public static string Run([HttpTrigger(AuthorizationLevel.User)] HttpRequest request) => "";
    }

    public static class BodyWithoutHttp
    {
        [Function("Work")]
        public static string Run([ActivityTrigger] string input, [FromBody] string order) => "";
    }

    public static class TakesHttpContext
    {
        [Function("Context")]
        public static string Run([HttpTrigger] HttpRequest request, HttpContext http) => "";
    }

    public static class Fine
    {
        [Function("Work")]
        public static string Run([ActivityTrigger] string input) => input;
    }
}
