namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>What a converter needs to know.</summary>
public abstract class ConverterContext
{
    /// <summary>The parameter's type.</summary>
    public abstract Type TargetType { get; }

    /// <summary>The value to convert: the trigger's, or the binding data of the parameter's name.</summary>
    public abstract object? Source { get; }

    /// <summary>The invocation.</summary>
    public abstract FunctionContext FunctionContext { get; }

    /// <summary>Extra facts, e.g. the binding attribute.</summary>
    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}
