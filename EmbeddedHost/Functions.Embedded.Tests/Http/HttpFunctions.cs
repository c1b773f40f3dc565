using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Functions.Embedded.Tests.Http;

public sealed record Order(string Item, int Count);

public sealed class Greeter
{
    public string Greet(string name) => $"Hello {name}";
}

public sealed class HttpFunctions(Greeter greeter)
{
    [Function("Greet")]
    public IActionResult Greet(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name:alpha}")] HttpRequest request, string name) =>
        new OkObjectResult(new { message = greeter.Greet(name), path = request.Path.Value });

    [Function("Typed")]
    public static async Task<IResult> Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{id:int}/{when?}")] HttpRequest request,
        int id,
        DateTimeOffset? when,
        string? filter,
        FunctionContext context,
        CancellationToken cancellation)
    {
        await Task.Yield();
        return Results.Ok(new
        {
            id,
            when,
            filter,
            name = context.FunctionDefinition.Name,
            route = context.BindingContext.BindingData["id"],
            same = ReferenceEquals(context.GetHttpContext(), request.HttpContext),
            cancellable = cancellation.CanBeCanceled,
        });
    }

    [Function("Body")]
    public static Order Body(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders")] HttpRequest request, [FromBody] Order order) =>
        order with { Count = order.Count + 1 };

    [Function("Plain")]
    public static string Plain([HttpTrigger(AuthorizationLevel.Anonymous, "put")] string body) => body.ToUpperInvariant();

    [Function("Data")]
    public static async Task<HttpResponseData> Data(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "data")] HttpRequestData request)
    {
        var order = await request.ReadFromJsonAsync<Order>();
        var response = request.CreateResponse(System.Net.HttpStatusCode.Created);
        response.Headers.Add("x-item", order!.Item);
        await response.WriteStringAsync(request.Url.PathAndQuery);
        return response;
    }

    [Function("Write")]
    public static async Task Write([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "write")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = 203;
        await request.HttpContext.Response.WriteAsync("written");
    }

    [Function("Fail")]
    public static Task<IActionResult> Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request) =>
        throw new InvalidOperationException("the secret detail");

    [Function("Unavailable")]
    public static IActionResult Unavailable(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unavailable")] HttpRequest request) =>
        throw new DurableTask.Postgres.Management.TaskHubUnavailableException("away");

    [Function("Any")]
    public static string Any([HttpTrigger(AuthorizationLevel.Anonymous, Route = "any")] HttpRequest request) => request.Method;

    [Function("NeedsFunctionKey")]
    public static string NeedsFunctionKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => "in";

    [Function("NeedsMasterKey")]
    public static string NeedsMasterKey([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "master")] HttpRequest request) => "in";
}
