using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Tests.Http;

public static class OpenFunctions
{
    [Function("Ping")]
    public static string Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping")] HttpRequest request) => "pong";
}
