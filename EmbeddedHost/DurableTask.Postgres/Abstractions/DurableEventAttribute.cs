namespace Microsoft.DurableTask;

/// <summary>Marks a type as the payload of an external event, and names that event.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class DurableEventAttribute : Attribute
{
    /// <summary>Marks a type as an event's payload.</summary>
    /// <param name="name">The event's name; null or empty means the simple name of the type.</param>
    public DurableEventAttribute(string? name = null) => Name = name ?? string.Empty;

    /// <summary>The given name, or the default value when the type's own name is meant.</summary>
    public TaskName Name { get; }
}
