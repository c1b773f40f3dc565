namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Makes a parameter's value from what the trigger delivers.</summary>
public interface IInputConverter
{
    /// <summary>Converts.</summary>
    /// <param name="context">The value, the type wanted and the invocation.</param>
    /// <returns>What became of it.</returns>
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}
