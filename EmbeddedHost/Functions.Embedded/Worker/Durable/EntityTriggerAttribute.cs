using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the <see cref="TaskEntityDispatcher"/> parameter of an entity function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EntityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    public EntityTriggerAttribute()
    {
    }

    /// <summary>The entity's name, used in lower case; null for the function's.</summary>
    public string? EntityName { get; set; }
}
