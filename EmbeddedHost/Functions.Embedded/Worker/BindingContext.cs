namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a trigger knows about the event that caused an invocation.</summary>
public abstract class BindingContext
{
    /// <summary>The trigger's values by name, e.g. route parameters; names are compared without regard to case.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
