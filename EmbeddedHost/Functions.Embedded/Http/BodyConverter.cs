using Microsoft.Azure.Functions.Worker.Converters;

namespace Functions.Embedded.Http;

sealed class BodyConverter : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Unhandled());
}
