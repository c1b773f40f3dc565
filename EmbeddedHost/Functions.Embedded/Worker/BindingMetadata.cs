namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes one binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The binding's name: the parameter's.</summary>
    public abstract string Name { get; }

    /// <summary>The binding's type, e.g. <c>httpTrigger</c>, <c>timerTrigger</c>, <c>orchestrationTrigger</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Which way data flows.</summary>
    public abstract BindingDirection Direction { get; }
}
