using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Binds a <c>DurableTaskClient</c> parameter.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    public DurableClientAttribute()
    {
    }

    /// <summary>Another task hub than the application's; not supported: the host refuses to start with it.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Another connection than the application's; not supported: the host refuses to start with it.</summary>
    public string? ConnectionName { get; set; }
}
