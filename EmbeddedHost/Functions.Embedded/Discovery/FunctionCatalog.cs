namespace Functions.Embedded.Discovery;

/// <summary>The functions of the application.</summary>
sealed class FunctionCatalog(IReadOnlyList<EmbeddedFunction> functions)
{
    public IReadOnlyList<EmbeddedFunction> Functions => functions;

    /// <summary>Whether there is a durable function of this kind and name; names are compared without regard to case.</summary>
    public bool Exists(TriggerKind kind, string name) =>
        functions.Any(f => f.Kind == kind && string.Equals(f.DurableName, name, StringComparison.OrdinalIgnoreCase));
}
