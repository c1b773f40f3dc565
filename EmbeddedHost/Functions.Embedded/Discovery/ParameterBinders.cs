using System.Reflection;
using Functions.Embedded.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Functions.Embedded.Discovery;

/// <summary>Decides how each parameter gets its value.</summary>
static class ParameterBinders
{
    public static ParameterBinder Bind(ParameterInfo parameter, FunctionDraft draft, TriggerBindings trigger)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext))
            return context => ValueTask.FromResult<object?>(context);
        if (type == typeof(CancellationToken))
            return context => ValueTask.FromResult<object?>(context.CancellationToken);
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is { } client)
            return DurableClient(parameter, client, draft, trigger);
        if (type == typeof(DurableTaskClient))
            throw draft.Wrong(parameter, "is a DurableTaskClient but has no [DurableClient] attribute.");
        if (parameter.GetCustomAttribute<InputBindingAttribute>() is { } unknown)
            throw draft.Wrong(parameter, $"has the attribute {unknown.GetType().Name}, which this host does not know.");
        if (Converter(parameter, draft) is { } converter)
            return converter;
        var usual = trigger.Bind(parameter, draft);
        var refusal = usual is not null
            ? null
            : draft.Wrong(parameter, $"has the type {type}, which nothing provides; {trigger.Allowed}.");
        // A converter may do I/O, which must not happen on an orchestration's thread.
        if (draft.Kind is TriggerKind.Orchestration or TriggerKind.Entity)
            return usual ?? throw refusal!;
        if (parameter == draft.InputParameter)
            return usual!;
        draft.NeedsConverter ??= refusal;
        return context => BindAsync(context, parameter, usual);
    }

    /// <summary>Asks the registered converters first.</summary>
    static ValueTask<object?> BindAsync(FunctionContext context, ParameterInfo parameter, ParameterBinder? usual)
    {
        var registered = context.InstanceServices.GetRequiredService<IOptions<WorkerOptions>>().Value.InputConverters;
        return usual is not null && !registered.Any() ? usual(context) : ConvertAsync(context, parameter, registered, usual);
    }

    static ParameterBinder DurableClient(
        ParameterInfo parameter, DurableClientAttribute attribute, FunctionDraft draft, TriggerBindings trigger)
    {
        if (parameter.ParameterType != typeof(DurableTaskClient))
            throw draft.Wrong(parameter, $"has [DurableClient] but is a {parameter.ParameterType}; make it a DurableTaskClient.");
        if (!trigger.AllowsDurableClient)
            throw draft.Wrong(parameter, "is a durable client, which an orchestrator must not use; use its context instead.");
        if (attribute.TaskHub is not null || attribute.ConnectionName is not null)
            throw draft.Wrong(parameter, "asks for another task hub or connection, but this host has one task hub.");
        draft.UsesDurableClient = true;
        return context => ValueTask.FromResult<object?>(
            context.InstanceServices.GetRequiredService<DurableClientSource>().For(context));
    }

    static ParameterBinder? Converter(ParameterInfo parameter, FunctionDraft draft)
    {
        var attributes = parameter.GetCustomAttributes<InputConverterAttribute>()
            .Concat(parameter.ParameterType.GetCustomAttributes<InputConverterAttribute>()).ToArray();
        if (attributes.Length == 0)
            return null;
        if (attributes.OfType<FromBodyAttribute>().Any() && draft.Kind != TriggerKind.Http)
            throw draft.Wrong(parameter, "has [FromBody], but the function has no HTTP trigger.");
        if (attributes.FirstOrDefault(a => !typeof(IInputConverter).IsAssignableFrom(a.ConverterType)) is { } wrong)
            throw draft.Wrong(parameter, $"names the converter {wrong.ConverterType}, which is not an {nameof(IInputConverter)}.");
        var types = attributes.Select(a => a.ConverterType).ToArray();
        return context => ConvertAsync(context, parameter, types, null);
    }

    static async ValueTask<object?> ConvertAsync(
        FunctionContext context, ParameterInfo parameter, IEnumerable<Type> converters, ParameterBinder? usual)
    {
        context.BindingContext.BindingData.TryGetValue(parameter.Name!, out var source);
        var conversion = new ParameterConversion(context, parameter.ParameterType, source);
        foreach (var type in converters)
        {
            var converter = (IInputConverter)ActivatorUtilities.GetServiceOrCreateInstance(context.InstanceServices, type);
            var result = await converter.ConvertAsync(conversion);
            switch (result.Status)
            {
                case ConversionStatus.Succeeded:
                    return result.Value;
                case ConversionStatus.Failed:
                    throw result.Error as FunctionInputConverterException ?? new FunctionInputConverterException(
                        $"Parameter '{parameter.Name}' of function '{context.FunctionDefinition.Name}' has no valid value: " +
                        result.Error?.Message,
                        result.Error!);
            }
        }

        if (usual is not null)
            return await usual(context);
        throw new FunctionInputConverterException(
            $"No converter gives parameter '{parameter.Name}' of function '{context.FunctionDefinition.Name}' a value.");
    }

    sealed class ParameterConversion(FunctionContext context, Type type, object? source) : ConverterContext
    {
        public override Type TargetType => type;

        public override object? Source => source;

        public override FunctionContext FunctionContext => context;

        public override IReadOnlyDictionary<string, object> Properties { get; } = new Dictionary<string, object>();
    }
}
