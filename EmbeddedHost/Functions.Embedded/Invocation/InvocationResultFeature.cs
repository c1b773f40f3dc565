using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Invocation;

sealed class InvocationResultFeature
{
    public object? Value { get; set; }

    public static InvocationResultFeature Of(FunctionContext context)
    {
        var feature = context.Features.Get<InvocationResultFeature>();
        if (feature is null)
            context.Features.Set(feature = new InvocationResultFeature());
        return feature;
    }
}
