namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Whether other converters may be asked when a binding's own do not take the job.</summary>
public enum ConverterFallbackBehavior
{
    /// <summary>They may.</summary>
    Allow = 0,

    /// <summary>They may not.</summary>
    Disallow = 1,

    /// <summary>They may.</summary>
    Default = Allow,
}
