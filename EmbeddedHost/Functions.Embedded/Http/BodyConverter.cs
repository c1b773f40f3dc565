using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Functions.Embedded.Http;

/// <summary>Binds <c>[FromBody]</c> parameters.</summary>
sealed class BodyConverter : IInputConverter
{
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        try
        {
            return ConversionResult.Success(await RequestBody.ReadAsync(context.FunctionContext, context.TargetType));
        }
        catch (FunctionInputConverterException e)
        {
            return ConversionResult.Failed(e);
        }
    }
}
