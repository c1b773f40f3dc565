namespace Microsoft.DurableTask;

/// <summary>Names an orchestrator, activity or entity class, and optionally its version, for registration by type.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute : Attribute
{
    /// <summary>Marks a class as a durable task.</summary>
    /// <param name="name">The task's name; null or empty means the simple name of the class.</param>
    public DurableTaskAttribute(string? name = null) => Name = name ?? string.Empty;

    /// <summary>The given name, or the default value when the class's own name is meant.</summary>
    public TaskName Name { get; }

    /// <summary>The version under which the class is registered; null or empty registers it unversioned.</summary>
    public string? Version { get; set; }
}
