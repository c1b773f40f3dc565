using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Functions.Embedded.Invocation;

/// <summary>The serializer that the application has chosen.</summary>
static class WorkerJson
{
    /// <summary>The serializer; null for System.Text.Json.</summary>
    public static ObjectSerializer? SerializerOf(FunctionContext context) => SerializerOf(context.InstanceServices);

    public static ObjectSerializer? SerializerOf(IServiceProvider services) =>
        services.GetService<IOptions<WorkerOptions>>()?.Value.Serializer;
}
