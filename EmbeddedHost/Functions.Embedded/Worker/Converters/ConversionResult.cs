namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>What became of a conversion.</summary>
public readonly struct ConversionResult
{
    ConversionResult(ConversionStatus status, object? value, Exception? error)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    /// <summary>Whether the converter took the job, and how it ended.</summary>
    public ConversionStatus Status { get; }

    /// <summary>The value, when the conversion succeeded.</summary>
    public object? Value { get; }

    /// <summary>The error, when the conversion failed.</summary>
    public Exception? Error { get; }

    /// <summary>The converter does not do this type.</summary>
    /// <returns>The result.</returns>
    public static ConversionResult Unhandled() => new(ConversionStatus.Unhandled, null, null);

    /// <summary>The conversion succeeded.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The result.</returns>
    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, null);

    /// <summary>The conversion failed.</summary>
    /// <param name="exception">Why.</param>
    /// <returns>The result.</returns>
    public static ConversionResult Failed(Exception exception) => new(ConversionStatus.Failed, null, exception);
}
