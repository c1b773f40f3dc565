using System.Reflection;
using Functions.Embedded.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Durable;

/// <summary>Entities: the dispatcher.</summary>
sealed class EntityBindings : TriggerBindings
{
    public override string Allowed =>
        "an entity function's parameters are the TaskEntityDispatcher, FunctionContext, CancellationToken and " +
        "[DurableClient] DurableTaskClient";

    public override void Prepare(FunctionDraft draft)
    {
        if (draft.TriggerParameter.ParameterType != typeof(TaskEntityDispatcher))
        {
            throw draft.Wrong(
                draft.TriggerParameter,
                $"has [EntityTrigger] but is a {draft.TriggerParameter.ParameterType}; make it a {nameof(TaskEntityDispatcher)}.");
        }
    }

    public override string DurableName(FunctionDraft draft) => ((EntityTriggerAttribute)draft.Trigger).EntityName ?? draft.Name;

    public override ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft) =>
        parameter.ParameterType == typeof(TaskEntityDispatcher)
            ? context => ValueTask.FromResult<object?>(context.Features.Get<EntityFeature>()!.Dispatcher)
            : null;
}
