namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Says on a binding attribute whether other converters may be asked.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConverterFallbackBehaviorAttribute : Attribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="fallbackBehavior">The behaviour.</param>
    public ConverterFallbackBehaviorAttribute(ConverterFallbackBehavior fallbackBehavior) => Behavior = fallbackBehavior;

    /// <summary>The behaviour.</summary>
    public ConverterFallbackBehavior Behavior { get; }
}
