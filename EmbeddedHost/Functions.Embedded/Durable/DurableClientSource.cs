using Functions.Embedded.Hosting;
using Functions.Embedded.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Durable;

/// <summary>Makes the durable clients of invocations, which know under which address the host is reached.</summary>
sealed class DurableClientSource(
    IDurableTaskClientProvider clients, HostKeys keys, HostSettings settings, IServer server, IConfiguration configuration)
{
    DurableTaskClient? _client;

    /// <summary>The hub's client itself.</summary>
    public DurableTaskClient Client => _client ??= clients.GetClient();

    public FunctionsDurableTaskClient For(FunctionContext context) => new(Client, UrisFor(context.GetHttpContext()?.Request));

    /// <summary>The URIs to answer a request with.</summary>
    /// <param name="request">The request; null outside of HTTP.</param>
    /// <param name="authorized">Whether the caller is already known to be authorised.</param>
    public ManagementUris UrisFor(HttpRequest? request, bool authorized = false)
    {
        var baseUrl = request is null
            ? HostAddress.Of(server, configuration)
            : $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
        // Only a caller who showed a key gets one; nothing that a timer or an activity stores can leak one.
        var handsOutCode = request is not null && (authorized || keys.IsKnown(request)) && keys.InstanceCode("") is not null;
        return new ManagementUris(baseUrl, settings.HubName, handsOutCode ? id => keys.InstanceCode(id)! : null);
    }
}
