using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

/// <summary>Configures one named client.</summary>
public interface IDurableTaskClientBuilder
{
    /// <summary>The client's name; empty for the default client. Also the name of its options.</summary>
    string Name { get; }

    /// <summary>The services the client is registered in.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the client; a non-abstract subclass of <see cref="DurableTaskClient"/>, null while none is chosen.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Creates the client.</summary>
    /// <param name="serviceProvider">Gives what the client's constructor asks for besides the name.</param>
    /// <returns>The client.</returns>
    /// <exception cref="InvalidOperationException">No <see cref="BuildTarget"/> was chosen.</exception>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}
